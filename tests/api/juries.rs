//! Juries: invited by letter, blind, each in an order of their own; points that lock, ties, the result and its reveal.

use std::time::Duration;

use modrotisk::kit::guard;
use modrotisk::kit::id::ChallengeId;
use modrotisk::kit::time::{Instant, days, minutes};
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::{entered, secret};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::listings::signed_in_again;

/// A juror with the place in the jury.
pub struct Seated {
    pub who: Caller,
    pub jury: String,
}

impl Seated {
    pub async fn jury(&self) -> Value {
        self.who.get(&format!("/juries/{}", self.jury)).await.ok()
    }

    /// The handles of the entries, in the juror's own order.
    pub async fn handles(&self) -> Vec<String> {
        let jury = self.jury().await;
        jury["entries"].as_array().unwrap().iter().map(|entry| entry["handle"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn handle_of(&self, title: &str) -> String {
        let jury = self.jury().await;
        let found = jury["entries"].as_array().unwrap().iter().find(|entry| entry["title"] == title).cloned();
        found.unwrap_or_else(|| panic!("{title}"))["handle"].as_str().unwrap().to_owned()
    }

    pub fn path(&self, handle: &str) -> String {
        format!("/juries/{}/sheets/{handle}", self.jury)
    }

    /// Gives points for every criterion, in their order.
    pub async fn gives(&self, handle: &str, points: [i32; 3]) {
        let jury = self.jury().await;
        let scores: Vec<Value> = jury["criteria"]
            .as_array()
            .unwrap()
            .iter()
            .zip(points)
            .map(|(criterion, points)| json!({ "criterion_id": criterion["id"], "points": points, "comment": format!("Vredno {points}.") }))
            .collect();
        self.who.put(&self.path(handle), json!({ "scores": scores })).await.ok();
    }

    /// Gives points and completes the sheet.
    pub async fn judges(&self, title: &str, points: [i32; 3]) {
        let handle = self.handle_of(title).await;
        self.gives(&handle, points).await;
        self.who.post(&format!("{}/completion", self.path(&handle)), Value::Null).await.ok();
    }

    pub async fn recuses(&self, title: &str) {
        let handle = self.handle_of(title).await;
        self.who.post(&format!("{}/conflict", self.path(&handle)), json!({ "reason": "Sem mentorica te ekipe." })).await.ok();
    }
}

/// Invites somebody, who accepts.
pub async fn seated(app: &TestApp, company: &Caller, challenge: &Value, who: Caller, chairs: bool) -> Seated {
    let body = json!({ "name": format!("Žirantka {}", who.email), "email": who.email, "chairs": chairs });
    company.post(&format!("/challenges/{}/jurors", id(challenge)), body).await.ok();
    let token = secret(app, &who.email).await;
    who.post("/jury-invitations/answer", json!({ "token": token, "accepts": true })).await.ok();
    let jury = id(&who.get("/juries").await.ok()["items"][0]);
    Seated { who, jury }
}

/// Three entries, three jurors (the first chairs), the challenge closed and judging begun.
pub struct Scene {
    pub app: TestApp,
    pub company: Caller,
    pub challenge: Value,
    pub makers: Vec<Caller>,
    pub jurors: Vec<Seated>,
}

pub const TITLES: [&str; 3] = ["Lonček", "Svečnik", "Obešalnik"];

impl Scene {
    pub async fn closed() -> Scene {
        let app = TestApp::start().await;
        let company = app.company("jeklo").await;
        let challenge = open_challenge(&app, &company, days(5)).await;
        let mut jurors = Vec::new();
        for (index, name) in ["ana", "bor", "cita"].into_iter().enumerate() {
            jurors.push(seated(&app, &company, &challenge, app.buyer(name).await, index == 0).await);
        }
        let mut makers = Vec::new();
        for (name, title) in ["mara", "jure", "zoja"].into_iter().zip(TITLES) {
            let maker = app.creator(name).await;
            entered(&maker, &challenge, title).await;
            makers.push(maker);
            app.advance(minutes(7)).await;
        }
        app.advance(days(6)).await;
        Scene { app, company, challenge, makers, jurors }
    }

    pub async fn judging() -> Scene {
        let scene = Scene::closed().await;
        scene.begin().await;
        scene
    }

    pub async fn begin(&self) -> Value {
        self.company.post(&format!("/challenges/{}/judging", id(&self.challenge)), Value::Null).await.ok()
    }

    pub async fn board(&self) -> Value {
        self.company.get(&format!("/challenges/{}/judging", id(&self.challenge))).await.ok()
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/challenges/{}/{rest}", id(&self.challenge))
    }

    /// Every juror gives each entry the same points.
    pub async fn all_judge(&self, points: [[i32; 3]; 3]) {
        for juror in &self.jurors {
            for (title, points) in TITLES.iter().zip(points) {
                juror.judges(title, points).await;
            }
        }
    }

    pub async fn ranking(&self) -> Vec<modrotisk::judging::Ranked> {
        let challenge: ChallengeId = id(&self.challenge).parse().unwrap();
        self.app.write(move |tx| modrotisk::judging::ranking(tx, &challenge)).await
    }
}

#[actix_web::test]
async fn a_jury_judges_blind_and_the_result_comes_out_at_its_hour() {
    let scene = Scene::judging().await;
    let board = scene.board().await;
    assert_eq!((&board["entries"], &board["all_in"], &board["standings"]), (&json!(3), &json!(false), &json!([])));
    let [ana, bor, cita] = &scene.jurors[..] else { panic!() };
    ana.judges("Lonček", [8, 9, 7]).await;
    // 8·40 + 9·35 + 7·25 = 810 hundredths.
    let sheet = ana.who.get(&ana.path(&ana.handle_of("Lonček").await)).await.ok();
    assert_eq!((&sheet["sum_hundredths"], &sheet["judged"], &sheet["judges"]), (&json!(810), &json!(1), &json!(3)));
    bor.judges("Lonček", [6, 6, 6]).await;
    cita.judges("Lonček", [10, 10, 10]).await;
    for juror in [ana, bor, cita] {
        juror.judges("Svečnik", [9, 9, 9]).await;
        assert_eq!(juror.jury().await["standings"], json!([]), "others' points are hidden until all are in");
        assert_eq!(scene.board().await["standings"], json!([]));
        juror.judges("Obešalnik", [5, 5, 5]).await;
    }
    let letter = scene.app.mails_to(&scene.company.email).await.pop().unwrap();
    assert!(letter.key.starts_with("jury-all-in:"), "{}", letter.key);
    let board = scene.board().await;
    let row = |index: usize| {
        let row = &board["standings"][index];
        (row["title"].as_str().unwrap().to_owned(), row["place"].as_i64().unwrap(), row["mean_milli"].as_i64().unwrap())
    };
    assert_eq!(
        [row(0), row(1), row(2)],
        [("Svečnik".to_owned(), 1, 9_000), ("Lonček".to_owned(), 2, 8_033), ("Obešalnik".to_owned(), 3, 5_000)]
    );
    assert_eq!((&board["standings"][1]["median_milli"], &board["standings"][1]["spread_milli"]), (&json!(8_100), &json!(4_000)));
    assert_eq!(board["standings"][0]["team"], json!([]), "the company is blind too");
    assert!(scene.ranking().await.is_empty());
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    let ranking = scene.ranking().await;
    assert_eq!(
        ranking.iter().map(|row| (row.place, row.mean_milli, row.sheets)).collect::<Vec<_>>(),
        [(1, 9_000, 3), (2, 8_033, 3), (3, 5_000, 3)]
    );
    // Decided is not revealed.
    let slug = scene.challenge["slug"].as_str().unwrap();
    let mine = id(&scene.makers[1].get("/entries").await.ok()["items"][0]);
    let verdict = format!("/entries/{mine}/verdict");
    let results = format!("/storefront/challenges/{slug}/results");
    scene.makers[1].get(&verdict).await.refused(409, "results_not_out");
    scene.app.visitor().get(&results).await.refused(409, "results_not_out");
    scene.makers[1].post(&format!("/entries/{mine}/withdrawal"), Value::Null).await.refused(409, "entry_decided");
    scene.app.wind().await;
    scene.app.run_jobs().await;
    scene.app.visitor().get(&results).await.refused(409, "results_not_out");
    // Sessions end after thirty days; it all takes less.
    scene.app.advance(days(21)).await;
    let seen = scene.app.visitor().get(&results).await.ok();
    assert_eq!(
        (&seen["entries"], &seen["places"][0]["title"], &seen["places"][0]["team"][0]["name"]),
        (&json!(3), &json!("Svečnik"), &json!("jure"))
    );
    assert_eq!(seen["places"].as_array().unwrap().len(), 1, "only places that win something are public");
    let verdict = scene.makers[1].get(&verdict).await.ok();
    assert_eq!(
        (&verdict["place"], &verdict["of"], &verdict["criteria"][0]["scores"][0]["comment"]),
        (&json!(1), &json!(3), &json!("Vredno 9."))
    );
    assert!(!verdict.to_string().contains("Žirantka"), "reasons come without names");
    assert!(scene.app.mails_to(&scene.makers[2].email).await.iter().any(|letter| letter.key.starts_with("entry-result:")));
    assert_eq!(scene.board().await["standings"][0]["team"][0]["name"], "jure");
    scene.app.finish().await;
}

#[actix_web::test]
async fn the_page_names_those_who_have_accepted_to_judge_and_nobody_else() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(5)).await;
    seated(&app, &company, &challenge, app.buyer("ana").await, true).await;
    let body = json!({ "name": "Bor Povabljeni", "email": "bor@example.org", "chairs": false });
    company.post(&format!("/challenges/{}/jurors", id(&challenge)), body).await.ok();
    let page = app.visitor().get(&format!("/storefront/challenges/{}", challenge["slug"].as_str().unwrap())).await.ok();
    assert_eq!(page["jury"], json!([{ "name": "Žirantka ana@example.org", "chairs": true }]));
    assert!(!page.to_string().contains("Povabljeni"), "an invitation is nobody's business");
    app.finish().await;
}

#[actix_web::test]
async fn an_announcement_is_prepared_in_secret_and_comes_out_with_the_result() {
    let scene = Scene::judging().await;
    let (company, path) = (&scene.company, scene.path("announcement"));
    let results = format!("/storefront/challenges/{}/results", scene.challenge["slug"].as_str().unwrap());
    let words = json!({ "text": { "sl": "Zmagal je **Lonček**.", "en": "The **Cup** has won." } });
    assert_eq!(company.put(&path, words.clone()).await.ok()["announcement"]["sl"], "Zmagal je **Lonček**.");
    company.put(&path, json!({ "text": { "sl": "" } })).await.ok();
    assert_eq!(scene.board().await["announcement"], json!({}), "taken back");
    company.put(&path, json!({ "text": { "sl": "x".repeat(3_001) } })).await.refused(422, "invalid");
    scene.all_judge([[8, 8, 8], [7, 7, 7], [6, 6, 6]]).await;
    company.post(&scene.path("ranking"), Value::Null).await.ok();
    assert_eq!(company.put(&path, words.clone()).await.ok()["can_announce"], true);
    // Until the hour it is on no page, and with no juror and no maker.
    let slug = scene.challenge["slug"].as_str().unwrap();
    for read in [
        scene.app.visitor().get(&format!("/storefront/challenges/{slug}")).await.text(),
        scene.app.visitor().get(&results).await.text(),
        scene.jurors[0].who.get(&format!("/juries/{}", scene.jurors[0].jury)).await.text(),
        scene.makers[0].get(&format!("/challenges/{}", id(&scene.challenge))).await.text(),
    ] {
        assert!(!read.contains("Zmagal je"), "{read}");
    }
    scene.makers[0].put(&path, words.clone()).await.refused(404, "not_found");
    scene.app.advance(days(21)).await;
    let shown = scene.app.visitor().get(&results).await.ok();
    assert_eq!(shown["announcement_html"], "<p>Zmagal je <strong>Lonček</strong>.</p>\n");
    let english = scene.app.visitor().with("Accept-Language", "en").get(&results).await.ok();
    assert!(english["announcement_html"].as_str().unwrap().contains("Cup"));
    // What was public stays as it was read.
    signed_in_again(&scene.app, company).await.put(&path, words).await.refused(409, "challenge_state");
    scene.app.finish().await;
}

#[actix_web::test]
async fn the_result_comes_out_at_its_very_second() {
    let scene = Scene::judging().await;
    scene.all_judge([[8, 8, 8], [7, 7, 7], [6, 6, 6]]).await;
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    let company = &scene.company;
    let challenge = company.get(&format!("/challenges/{}", id(&scene.challenge))).await.ok();
    let reveal = Instant::parse(challenge["reveal_at"].as_str().unwrap()).unwrap();
    // The tick of each minute is not wound here: the clock that the decision has set is enough.
    let left = reveal.since(scene.app.inner().now());
    scene.app.advance(left - Duration::from_secs(1)).await;
    let results = format!("/storefront/challenges/{}/results", scene.challenge["slug"].as_str().unwrap());
    scene.app.visitor().get(&results).await.refused(409, "results_not_out");
    scene.app.advance(Duration::from_secs(1)).await;
    assert_eq!(scene.app.visitor().get(&results).await.ok()["places"][0]["title"], "Lonček");
    scene.app.finish().await;
}

#[actix_web::test]
async fn a_completed_sheet_is_locked_and_every_change_before_is_on_record() {
    let scene = Scene::judging().await;
    let ana = &scene.jurors[0];
    let handle = ana.handle_of("Lonček").await;
    ana.who.post(&format!("{}/completion", ana.path(&handle)), Value::Null).await.refused(422, "jury_scores_missing");
    ana.gives(&handle, [1, 2, 3]).await;
    ana.gives(&handle, [1, 2, 4]).await;
    let criterion = ana.jury().await["criteria"][0]["id"].clone();
    let wrong = json!({ "scores": [{ "criterion_id": criterion, "points": 11, "comment": "" }] });
    ana.who.put(&ana.path(&handle), wrong).await.refused(422, "invalid");
    ana.who.post(&format!("{}/completion", ana.path(&handle)), Value::Null).await.ok();
    let late = json!({ "scores": [{ "criterion_id": criterion, "points": 10, "comment": "vseeno" }] });
    ana.who.put(&ana.path(&handle), late.clone()).await.refused(409, "jury_sheet_closed");
    ana.who.post(&format!("{}/conflict", ana.path(&handle)), json!({ "reason": "prepozno" })).await.refused(409, "jury_sheet_closed");
    let challenge: ChallengeId = id(&scene.challenge).parse().unwrap();
    let record = scene
        .app
        .write(move |tx| {
            let jury = modrotisk::juries::judging(tx, &challenge)?;
            modrotisk::juries::record(tx, &jury)
        })
        .await;
    assert_eq!(
        record.iter().map(|score| score.points.unwrap()).collect::<Vec<_>>(),
        [1, 2, 3, 4],
        "what is as it was is not written again"
    );
    // Control: without the guard a locked sheet takes points, and the audit says so.
    scene.app.advance(minutes(1)).await;
    let _off = guard::switch_off("jury_sheet");
    ana.who.put(&ana.path(&handle), late).await.ok();
    let breaches = scene.app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("completed or put aside")), "{breaches:?}");
}

#[actix_web::test]
async fn a_recused_juror_reads_and_gives_nothing_and_is_not_waited_for() {
    let scene = Scene::judging().await;
    let [ana, bor, cita] = &scene.jurors[..] else { panic!() };
    ana.recuses("Lonček").await;
    let handle = ana.handle_of("Lonček").await;
    let sheet = ana.who.get(&ana.path(&handle)).await.ok();
    assert_eq!(
        (&sheet["state"], &sheet["content"]["description"], &sheet["files"], &sheet["judges"]),
        (&json!("recused"), &json!(""), &json!([]), &json!(2))
    );
    let criterion = ana.jury().await["criteria"][0]["id"].clone();
    ana.who
        .put(&ana.path(&handle), json!({ "scores": [{ "criterion_id": criterion, "points": 10, "comment": "" }] }))
        .await
        .refused(409, "jury_sheet_closed");
    for juror in [bor, cita] {
        for title in TITLES {
            juror.judges(title, [6, 6, 6]).await;
        }
    }
    ana.judges("Svečnik", [7, 7, 7]).await;
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "jury_not_done");
    ana.judges("Obešalnik", [5, 5, 5]).await;
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    let sheets: Vec<(i32, i32)> = scene.ranking().await.iter().map(|row| (row.place, row.sheets)).collect();
    assert_eq!(sheets, [(1, 3), (2, 2), (3, 3)]);
    scene.app.finish().await;
}

#[actix_web::test]
async fn an_entry_that_nobody_could_judge_needs_another_juror() {
    let scene = Scene::judging().await;
    for juror in &scene.jurors {
        juror.recuses("Lonček").await;
        juror.judges("Svečnik", [7, 7, 7]).await;
        juror.judges("Obešalnik", [5, 5, 5]).await;
    }
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "entry_unjudged");
    let late = seated(&scene.app, &scene.company, &scene.challenge, scene.app.buyer("dora").await, false).await;
    for title in TITLES {
        late.judges(title, [6, 6, 6]).await;
    }
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    scene.app.finish().await;
}

#[actix_web::test]
async fn a_tie_is_settled_with_a_reason_before_anything_is_decided() {
    let scene = Scene::judging().await;
    scene.all_judge([[8, 8, 8], [8, 8, 8], [5, 5, 5]]).await;
    let board = scene.board().await;
    assert_eq!(
        (&board["standings"][0]["tied"], &board["standings"][1]["place"], &board["can_decide"]),
        (&json!(true), &json!(1), &json!(false))
    );
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "tie_unsettled");
    let handle = |title: &str| {
        let rows = board["standings"].as_array().unwrap();
        rows.iter().find(|row| row["title"] == title).unwrap()["handle"].as_str().unwrap().to_owned()
    };
    let settle = |titles: &[&str]| json!({ "handles": titles.iter().map(|title| handle(title)).collect::<Vec<_>>(), "reason": "Uporabnejši v domu." });
    scene.company.post(&scene.path("ties"), settle(&["Lonček"])).await.refused(422, "tie_unknown");
    scene.company.post(&scene.path("ties"), settle(&["Svečnik", "Obešalnik"])).await.refused(422, "tie_unknown");
    let [ana, bor, _] = &scene.jurors[..] else { panic!() };
    bor.who.post(&format!("/juries/{}/ties", bor.jury), settle(&["Svečnik", "Lonček"])).await.refused(403, "forbidden");
    ana.who.post(&format!("/juries/{}/ties", ana.jury), settle(&["Lonček", "Svečnik"])).await.ok();
    let board = scene.company.post(&scene.path("ties"), settle(&["Svečnik", "Lonček"])).await.ok();
    assert_eq!((&board["standings"][0]["title"], &board["can_decide"]), (&json!("Svečnik"), &json!(true)));
    assert_eq!(board["settled"].as_array().unwrap().len(), 2, "both settlements are on record");
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    scene.company.post(&scene.path("ranking"), Value::Null).await.refused(409, "judging_not_open");
    assert_eq!(scene.ranking().await.iter().map(|row| row.place).collect::<Vec<_>>(), [1, 2, 3]);
    scene.app.finish().await;
}

#[actix_web::test]
async fn a_juror_who_is_taken_out_counts_no_more_and_sees_no_more() {
    let scene = Scene::judging().await;
    let [ana, bor, cita] = &scene.jurors[..] else { panic!() };
    for juror in [ana, bor] {
        for (title, points) in TITLES.iter().zip([[8, 8, 8], [7, 7, 7], [6, 6, 6]]) {
            juror.judges(title, points).await;
        }
    }
    cita.judges("Obešalnik", [10, 10, 10]).await;
    let path = scene.path(&format!("jurors/{}/removal", cita.jury));
    scene.company.post(&path, json!({ "reason": "" })).await.refused(422, "invalid");
    scene.company.post(&path, json!({ "reason": "Zbolela." })).await.ok();
    cita.who.get(&format!("/juries/{}", cita.jury)).await.refused(404, "not_found");
    let board = scene.board().await;
    assert_eq!((&board["all_in"], &board["standings"][2]["mean_milli"]), (&json!(true), &json!(6_000)));
    scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
    scene.app.finish().await;
}

#[actix_web::test]
async fn an_entry_that_is_withdrawn_while_the_jury_judges_is_judged_no_more() {
    let scene = Scene::judging().await;
    let ana = &scene.jurors[0];
    ana.judges("Lonček", [8, 8, 8]).await;
    let handle = ana.handle_of("Lonček").await;
    let mine = id(&scene.makers[0].get("/entries").await.ok()["items"][0]);
    scene.makers[0].post(&format!("/entries/{mine}/withdrawal"), Value::Null).await.ok();
    ana.who.get(&ana.path(&handle)).await.refused(404, "not_found");
    assert_eq!(ana.handles().await.len(), 2);
    scene.app.finish().await;
}

#[actix_web::test]
async fn who_is_not_done_is_reminded_once() {
    let scene = Scene::judging().await;
    let [ana, bor, _] = &scene.jurors[..] else { panic!() };
    for title in TITLES {
        ana.judges(title, [5, 6, 7]).await;
    }
    scene.app.wind().await;
    scene.app.advance(days(11)).await;
    scene.app.advance(minutes(90)).await;
    let reminders =
        |letters: Vec<modrotisk::mail::Mail>| letters.iter().filter(|letter| letter.key.starts_with("judging-reminder:")).count();
    assert_eq!(reminders(scene.app.mails_to(&bor.who.email).await), 1);
    assert_eq!(reminders(scene.app.mails_to(&ana.who.email).await), 0);
    scene.app.finish().await;
}
