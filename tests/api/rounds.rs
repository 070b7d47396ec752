//! Two rounds of a jury, the record of what was given, and what the company reads after the reveal.

use modrotisk::kit::guard;
use modrotisk::kit::time::{days, minutes};
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::{begun, submitted, written};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::juries::{Scene, Seated, seated};
use crate::listings::telephone_picture;

const POINTS: [[i32; 3]; 3] = [[8, 8, 8], [7, 7, 7], [5, 5, 5]];

fn handle(rows: &Value, title: &str) -> String {
    let found = rows.as_array().unwrap().iter().find(|row| row["title"] == title);
    found.unwrap_or_else(|| panic!("{title}"))["handle"].as_str().unwrap().to_owned()
}

fn titles(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

fn of(rows: &Value, chosen: &[&str]) -> Value {
    json!({ "handles": chosen.iter().map(|title| handle(rows, title)).collect::<Vec<_>>(), "reason": "Najbolj zrela za izdelavo." })
}

impl Scene {
    /// The shortlist of these, by the company.
    async fn shortens(&self, chosen: &[&str]) -> Value {
        let board = self.board().await;
        self.company.post(&self.path("shortlist"), of(&board["standings"], chosen)).await.ok()
    }

    async fn decides(&self) {
        self.company.post(&self.path("ranking"), Value::Null).await.ok();
    }

    async fn reveals(&self) {
        self.app.wind().await;
        self.app.advance(days(21)).await;
    }
}

#[actix_web::test]
async fn a_second_round_decides_among_the_shortlisted_and_leaves_the_others_where_they_were() {
    let scene = Scene::judging().await;
    let [ana, bor, _] = &scene.jurors[..] else { panic!() };
    let any = json!({ "handles": [], "reason": "Prezgodaj." });
    scene.company.post(&scene.path("shortlist"), any).await.refused(409, "jury_not_done");
    scene.all_judge(POINTS).await;
    let board = scene.board().await;
    assert_eq!((&board["can_shorten"], &board["round"]), (&json!(true), &json!("first")));
    let list = of(&board["standings"], &["Lonček", "Svečnik"]);
    scene.company.post(&scene.path("shortlist"), of(&board["standings"], &["Lonček"])).await.refused(422, "invalid");
    let twice = json!({ "handles": [handle(&board["standings"], "Lonček"), handle(&board["standings"], "Lonček")], "reason": "Dvakrat." });
    scene.company.post(&scene.path("shortlist"), twice).await.refused(422, "invalid");
    let unsaid = json!({ "handles": list["handles"], "reason": "" });
    scene.company.post(&scene.path("shortlist"), unsaid).await.refused(422, "invalid");
    // The juror who chairs may make it too; another may not.
    bor.who.post(&format!("/juries/{}/shortlist", bor.jury), list.clone()).await.refused(403, "forbidden");
    let jury = ana.who.post(&format!("/juries/{}/shortlist", ana.jury), list.clone()).await.ok();
    assert_eq!((&jury["round"], &jury["judged"], &jury["of"]), (&json!("second"), &json!(0), &json!(2)));
    scene.company.post(&scene.path("shortlist"), list).await.refused(409, "shortlist_made");
    let board = scene.board().await;
    assert_eq!((&board["round"], &board["all_in"], &board["standings"]), (&json!("second"), &json!(false), &json!([])));
    assert_eq!(titles(&board["first_round"]), ["Lonček", "Svečnik", "Obešalnik"]);
    assert_eq!(board["shortlist"]["titles"], json!(["Lonček", "Svečnik"]));
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "jury_not_done");
    assert!(scene.app.mails_to(&bor.who.email).await.iter().any(|letter| letter.key.starts_with("judging-second:")));
    // New sheets, the own points of the first round beside them, and nothing of others.
    let shown = bor.who.get(&bor.path(&bor.handle_of("Svečnik").await)).await.ok();
    assert_eq!((&shown["state"], &shown["scores"], &shown["judged"]), (&json!("open"), &json!([]), &json!(0)));
    assert_eq!(shown["first_scores"][0]["points"], 7);
    for juror in &scene.jurors {
        juror.judges("Lonček", [6, 6, 6]).await;
        assert_eq!(juror.jury().await["standings"], json!([]), "others' points are hidden until all are in");
        juror.judges("Svečnik", [9, 9, 9]).await;
    }
    let board = scene.board().await;
    let rows: Vec<_> =
        board["standings"].as_array().unwrap().iter().map(|row| (&row["title"], &row["mean_milli"], &row["round"])).collect();
    let expected = [("Svečnik", 9_000, "second"), ("Lonček", 6_000, "second"), ("Obešalnik", 5_000, "first")];
    assert_eq!(
        rows,
        expected
            .map(|(title, mean, round)| (json!(title), json!(mean), json!(round)))
            .iter()
            .map(|(a, b, c)| (a, b, c))
            .collect::<Vec<_>>()
    );
    let letters = scene.app.mails_to(&scene.company.email).await;
    assert_eq!(letters.iter().filter(|letter| letter.key.starts_with("jury-all-in:")).count(), 2);
    scene.decides().await;
    assert_eq!(
        scene.ranking().await.iter().map(|row| (row.place, row.mean_milli)).collect::<Vec<_>>(),
        [(1, 9_000), (2, 6_000), (3, 5_000)]
    );
    scene.reveals().await;
    let verdict = |maker: &Caller| {
        let maker = maker.clone();
        async move {
            let mine = id(&maker.get("/entries").await.ok()["items"][0]);
            maker.get(&format!("/entries/{mine}/verdict")).await.ok()
        }
    };
    let won = verdict(&scene.makers[1]).await;
    assert_eq!((&won["place"], &won["round"]), (&json!(1), &json!("second")));
    assert_eq!((&won["criteria"][0]["scores"][0]["points"], &won["first_round"][0]["scores"][0]["points"]), (&json!(9), &json!(7)));
    let third = verdict(&scene.makers[2]).await;
    assert_eq!((&third["place"], &third["round"], &third["first_round"]), (&json!(3), &json!("first"), &json!([])));
    scene.app.finish().await;
}

#[actix_web::test]
async fn what_was_not_shortlisted_is_read_and_judged_no_more() {
    let scene = Scene::judging().await;
    scene.all_judge(POINTS).await;
    scene.shortens(&["Lonček", "Svečnik"]).await;
    let ana = &scene.jurors[0];
    let out = ana.handle_of("Obešalnik").await;
    let sheet = ana.who.get(&ana.path(&out)).await.ok();
    assert_eq!((&sheet["state"], &sheet["in_round"], &sheet["round"]), (&json!("completed"), &json!(false), &json!("first")));
    let criterion = ana.jury().await["criteria"][0]["id"].clone();
    let more = json!({ "scores": [{ "criterion_id": criterion, "points": 10, "comment": "vseeno" }] });
    ana.who.put(&ana.path(&out), more.clone()).await.refused(409, "jury_sheet_closed");
    // Somebody who comes now judges what is on the list, and nothing else.
    let late = seated(&scene.app, &scene.company, &scene.challenge, scene.app.buyer("dora").await, false).await;
    late.who.put(&late.path(&late.handle_of("Obešalnik").await), more.clone()).await.refused(409, "jury_sheet_closed");
    for juror in scene.jurors.iter().chain([&late]) {
        juror.judges("Lonček", [6, 6, 6]).await;
        juror.judges("Svečnik", [9, 9, 9]).await;
    }
    assert_eq!(scene.board().await["can_decide"], true);
    // Control: without the guard points come for what is not on the list, and the audit says so.
    let _off = guard::switch_off("jury_round");
    late.who.put(&late.path(&late.handle_of("Obešalnik").await), more).await.ok();
    let breaches = scene.app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("without being shortlisted")), "{breaches:?}");
}

#[actix_web::test]
async fn points_of_the_second_round_are_hidden_until_all_are_in() {
    let scene = Scene::judging().await;
    scene.all_judge(POINTS).await;
    scene.shortens(&["Lonček", "Svečnik"]).await;
    scene.jurors[0].judges("Lonček", [10, 10, 10]).await;
    assert_eq!(scene.jurors[1].jury().await["standings"], json!([]));
    {
        let _off = guard::switch_off("jury_round");
        assert_ne!(scene.jurors[1].jury().await["standings"], json!([]), "without the guard they show");
    }
    scene.app.finish().await;
}

#[actix_web::test]
async fn a_conflict_and_a_tie_are_carried_as_the_rounds_need_it() {
    let scene = Scene::judging().await;
    let [ana, bor, cita] = &scene.jurors[..] else { panic!() };
    ana.recuses("Lonček").await;
    for juror in [bor, cita] {
        juror.judges("Lonček", [6, 6, 6]).await;
    }
    for juror in &scene.jurors {
        juror.judges("Svečnik", [6, 6, 6]).await;
        juror.judges("Obešalnik", [6, 6, 6]).await;
    }
    // All three are equal: a tie outside the list would stay, since nobody judges it again; one entry alone is no tie.
    scene.shortens(&["Lonček", "Svečnik"]).await;
    let put_aside = ana.who.get(&ana.path(&ana.handle_of("Lonček").await)).await.ok();
    assert_eq!((&put_aside["state"], &put_aside["content"]["description"]), (&json!("recused"), &json!("")));
    for juror in [bor, cita] {
        juror.judges("Lonček", [7, 7, 7]).await;
    }
    for juror in &scene.jurors {
        juror.judges("Svečnik", [7, 7, 7]).await;
    }
    let board = scene.board().await;
    assert_eq!((&board["standings"][0]["tied"], &board["standings"][2]["tied"]), (&json!(true), &json!(false)));
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "tie_unsettled");
    scene.company.post(&scene.path("ties"), of(&board["standings"], &["Svečnik", "Lonček"])).await.ok();
    scene.decides().await;
    let sheets: Vec<(i32, i32)> = scene.ranking().await.iter().map(|row| (row.place, row.sheets)).collect();
    assert_eq!(sheets, [(1, 3), (2, 2), (3, 3)]);
    scene.app.finish().await;
}

#[actix_web::test]
async fn a_tie_outside_the_shortlist_is_settled_first() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(5)).await;
    let juror = seated(&app, &company, &challenge, app.buyer("ana").await, true).await;
    for title in ["Prva", "Druga", "Tretja", "Četrta"] {
        crate::entries::entered(&app.creator(&title.to_lowercase().replace('č', "c")).await, &challenge, title).await;
    }
    app.advance(days(6)).await;
    company.post(&format!("/challenges/{}/judging", id(&challenge)), Value::Null).await.ok();
    for (title, points) in [("Prva", 9), ("Druga", 8), ("Tretja", 4), ("Četrta", 4)] {
        juror.judges(title, [points; 3]).await;
    }
    let path = |rest: &str| format!("/challenges/{}/{rest}", id(&challenge));
    let rows = company.get(&path("judging")).await.ok()["standings"].clone();
    company.post(&path("shortlist"), of(&rows, &["Prva", "Druga"])).await.refused(409, "tie_unsettled");
    company.post(&path("ties"), of(&rows, &["Četrta", "Tretja"])).await.ok();
    company.post(&path("shortlist"), of(&rows, &["Prva", "Druga"])).await.ok();
    juror.judges("Prva", [5; 3]).await;
    juror.judges("Druga", [7; 3]).await;
    let board = company.post(&path("ranking"), Value::Null).await.ok();
    assert_eq!(titles(&board["standings"]), ["Druga", "Prva", "Četrta", "Tretja"]);
    app.finish().await;
}

#[actix_web::test]
async fn the_record_tells_who_gave_what_and_when_with_every_change() {
    let scene = Scene::judging().await;
    let [ana, ..] = &scene.jurors[..] else { panic!() };
    let changed = ana.handle_of("Lonček").await;
    ana.gives(&changed, [1, 8, 8]).await;
    scene.app.advance(minutes(5)).await;
    scene.all_judge(POINTS).await;
    let record = scene.path("judging/record");
    scene.company.get(&record).await.refused(409, "jury_record_closed");
    scene.decides().await;
    let told = scene.company.get(&record).await.ok();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3 * 3 * 3 + 1, "each point once, and the one that was changed");
    let (first, last) = (&rows[0], rows.iter().find(|row| row["version"] == 2).unwrap());
    assert_eq!((&first["points"], &first["version"], &first["counts"]), (&json!(1), &json!(1), &json!(false)));
    assert_eq!((&last["points"], &last["counts"], &last["handle"]), (&json!(8), &json!(true), &json!(changed)));
    assert_eq!(first["juror"], format!("Žirantka {}", ana.who.email));
    assert!(!told.to_string().contains("mara"), "nobody of a team is named");
    let table = scene.company.get(&scene.path("judging/record/rows")).await;
    let text = String::from_utf8_lossy(&table.bytes).into_owned();
    assert_eq!(text.lines().count(), 1 + rows.len());
    assert!(table.header("content-disposition").contains("jury-"), "{}", table.header("content-disposition"));
    // The desk reads it; a stranger, a juror and a team find nothing.
    scene.app.coordinator().await.get(&record).await.ok();
    for caller in [&scene.app.company("druga").await, &ana.who, &scene.makers[0]] {
        caller.get(&record).await.refused(404, "not_found");
        caller.get(&scene.path("judging/record/rows")).await.refused(404, "not_found");
    }
    scene.app.finish().await;
}

#[actix_web::test]
async fn the_company_reads_every_entry_after_the_reveal_and_none_before() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(5)).await;
    let ana: Seated = seated(&app, &company, &challenge, app.buyer("ana").await, false).await;
    let mara = app.creator("mara").await;
    let entry = begun(&mara, &challenge).await;
    let upload = format!("/entries/{}/files?kind=picture&name=marina.jpg", id(&entry));
    let picture = Some(telephone_picture(640, 480, 1));
    mara.with("content-type", "application/octet-stream").send(actix_web::http::Method::POST, &upload, picture).await.created();
    submitted(&mara, &written(&mara, &entry, "Lonček").await).await;
    app.advance(days(6)).await;
    let path = |rest: &str| format!("/challenges/{}/{rest}", id(&challenge));
    company.post(&path("judging"), Value::Null).await.ok();
    ana.judges("Lonček", [7, 7, 7]).await;
    let real = ana.handle_of("Lonček").await;
    company.post(&path("ranking"), Value::Null).await.ok();
    for handle in [real.as_str(), "izmisljen"] {
        company.get(&path("entries")).await.refused(409, "results_not_out");
        company.get(&path(&format!("entries/{handle}"))).await.refused(409, "results_not_out");
        company.get(&path(&format!("entries/{handle}/files/x"))).await.refused(409, "results_not_out");
    }
    {
        let _off = guard::switch_off("entry_seal");
        company.get(&path(&format!("entries/{real}"))).await.ok();
    }
    app.wind().await;
    app.advance(days(21)).await;
    let list = company.get(&path("entries")).await.ok();
    assert_eq!((&list["items"][0]["title"], &list["items"][0]["team"][0]["name"]), (&json!("Lonček"), &json!("mara")));
    let whole = company.get(&path(&format!("entries/{real}"))).await.ok();
    assert_eq!((&whole["place"], &whole["of"]), (&json!(1), &json!(1)));
    let file = path(&format!("entries/{real}/files/{}", whole["files"][0]["handle"].as_str().unwrap()));
    assert_eq!(company.get(&file).await.header("content-type"), "image/webp");
    company.get(&path("entries/izmisljen")).await.refused(404, "not_found");
    for caller in [&app.company("druga").await, &mara, &ana.who, &app.coordinator().await] {
        caller.get(&path("entries")).await.refused(404, "not_found");
        caller.get(&file).await.refused(404, "not_found");
    }
    app.finish().await;
}

#[actix_web::test]
async fn who_follows_or_has_a_draft_is_told_once_that_it_closes_soon() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(10)).await;
    let (follower, both, done) = (app.buyer("nika").await, app.buyer("mara").await, app.buyer("zoja").await);
    for caller in [&follower, &both, &done] {
        caller.put(&format!("/me/challenges/{}/follow", id(&challenge)), Value::Null).await;
    }
    begun(&both, &challenge).await;
    crate::entries::entered(&done, &challenge, "Svečnik").await;
    app.wind().await;
    app.advance(days(6)).await;
    let soon =
        |letters: Vec<modrotisk::mail::Mail>| letters.into_iter().filter(|letter| letter.key.starts_with("sealed:closes-soon:")).count();
    for caller in [&follower, &both, &done] {
        assert_eq!(soon(app.mails_to(&caller.email).await), 0);
    }
    app.advance(days(2)).await;
    app.advance(minutes(90)).await;
    // One letter for one fact: who has a draft has that of the draft, who has submitted has none.
    assert_eq!(soon(app.mails_to(&follower.email).await), 1);
    assert_eq!(soon(app.mails_to(&both.email).await), 1);
    assert_eq!(soon(app.mails_to(&done.email).await), 0);
    let told = app.mails_to(&both.email).await.into_iter().find(|letter| letter.key.starts_with("sealed:closes-soon:")).unwrap();
    assert!(told.body_text.contains("/account/entries/entry#"), "{}", told.body_text);
    app.finish().await;
}

#[actix_web::test]
async fn who_follows_and_enters_has_one_letter_about_a_later_deadline() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(10)).await;
    let mara = app.buyer("mara").await;
    mara.put(&format!("/me/challenges/{}/follow", id(&challenge)), Value::Null).await;
    begun(&mara, &challenge).await;
    app.wind().await;
    app.advance(minutes(5)).await;
    let fresh = company.get(&format!("/challenges/{}", id(&challenge))).await.ok();
    let [closes, judged, revealed] = [30, 44, 51].map(|after| crate::briefs::moment(&app, days(after)));
    let later = json!({ "closes": closes, "judged": judged, "revealed": revealed, "reason": "Preja pride pozneje." });
    let company = company.with("if-match", &format!("\"{}\"", fresh["version"]));
    company.put(&format!("/challenges/{}/deadline", id(&challenge)), later).await.ok();
    app.advance(minutes(5)).await;
    let deadline = |letters: &[modrotisk::mail::Mail]| letters.iter().filter(|letter| letter.key.contains("deadline")).count();
    assert_eq!(deadline(&app.mails_to(&mara.email).await), 1);
    // Control: without the guard there are two.
    let _off = guard::switch_off("one_letter");
    app.advance(minutes(5)).await;
    assert_eq!(deadline(&app.mails_to(&mara.email).await), 2);
    app.finish().await;
}
