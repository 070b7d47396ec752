//! Juries: invited by letter, blind, each in an order of their own; points that lock, ties, the result and its reveal.

use std::collections::BTreeSet;

use modrotisk::kit::guard;
use modrotisk::kit::id::ChallengeId;
use modrotisk::kit::time::{days, minutes};
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::{acceptance, begun, entered, joined, paper, secret, submitted, written};
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::listings::telephone_picture;

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
async fn before_judging_begins_a_juror_sees_nothing_whatever_handle_is_tried() {
    let scene = Scene::closed().await;
    let ana = &scene.jurors[0];
    let challenge: ChallengeId = id(&scene.challenge).parse().unwrap();
    let now = scene.app.inner().now();
    let real = scene.app.write(move |tx| modrotisk::entries::standing(tx, &challenge, now)).await[0].0.handle.clone();
    assert_eq!(ana.jury().await["entries"], json!([]));
    for handle in [real.as_str(), "izmisljen"] {
        ana.who.get(&ana.path(handle)).await.refused(409, "judging_not_open");
        ana.who.put(&ana.path(handle), json!({ "scores": [] })).await.refused(409, "judging_not_open");
        ana.who.get(&format!("{}/files/abc", ana.path(handle))).await.refused(409, "judging_not_open");
    }
    scene.begin().await;
    assert_eq!(ana.handles().await.len(), 3);
    assert!(ana.handles().await.contains(&real));
    scene.app.finish().await;
}

#[actix_web::test]
async fn the_company_cannot_begin_before_the_close_and_does_not_learn_whether_anybody_entered() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let path = format!("/challenges/{}/judging", id(&challenge));
    company.post(&path, Value::Null).await.refused(409, "judging_not_open");
    seated(&app, &company, &challenge, app.buyer("ana").await, false).await;
    company.post(&path, Value::Null).await.refused(409, "judging_not_open");
    entered(&app.buyer("mara").await, &challenge, "Lonček").await;
    company.post(&path, Value::Null).await.refused(409, "judging_not_open");
    assert_eq!(company.get(&path).await.ok()["entries"], Value::Null);
    app.advance(days(21)).await;
    assert_eq!(company.get(&path).await.ok()["entries"], 1);
    assert_eq!(company.get(&path).await.ok()["can_start"], true);
    app.finish().await;
}

/// What the jurors and the company are told, whole.
async fn all_that_is_told(scene: &Scene) -> String {
    let mut told = scene.board().await.to_string();
    for juror in &scene.jurors {
        told.push_str(&juror.jury().await.to_string());
        for handle in juror.handles().await {
            let sheet = juror.who.get(&juror.path(&handle)).await;
            told.push_str(&format!("{:?}", sheet.headers));
            let sheet = sheet.ok();
            told.push_str(&sheet.to_string());
            for file in sheet["files"].as_array().unwrap() {
                let path = format!("{}/files/{}", juror.path(&handle), file["handle"].as_str().unwrap());
                let sent = juror.who.get(&path).await;
                assert_eq!(sent.status.as_u16(), 200);
                for header in ["last-modified", "etag"] {
                    assert_eq!(sent.header(header), "", "{header}");
                }
                told.push_str(&format!("{:?} {}", sent.headers, String::from_utf8_lossy(&sent.bytes)));
            }
        }
    }
    told
}

#[actix_web::test]
async fn nothing_that_a_juror_or_the_company_is_told_names_anybody_or_betrays_sequence_or_time() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let ana = seated(&app, &company, &challenge, app.buyer("ana").await, false).await;
    let mara = app.creator("mara").await;
    let entry = begun(&mara, &challenge).await;
    for (kind, name, bytes) in [("picture", "marina%20slika.jpg", telephone_picture(640, 480, 1)), ("document", "Mara.pdf", paper())] {
        let path = format!("/entries/{}/files?kind={kind}&name={name}", id(&entry));
        mara.with("content-type", "application/octet-stream").send(actix_web::http::Method::POST, &path, Some(bytes)).await.created();
    }
    let entry = written(&mara, &entry, "Lonček").await;
    let receipt = submitted(&mara, &entry).await;
    let entry = mara.get(&format!("/entries/{}", id(&entry))).await.ok();
    app.advance(minutes(5)).await;
    entered(&app.buyer("zoja").await, &challenge, "Svečnik").await;
    app.advance(days(21)).await;
    let scene = Scene { app, company, challenge, makers: vec![mara.clone()], jurors: vec![ana] };
    scene.begin().await;
    let told = all_that_is_told(&scene).await;
    let day = receipt["submitted_at"].as_str().unwrap()[..10].to_owned();
    let (entry_id, file_id) = (id(&entry), id(&entry["files"][0]));
    for secret in [
        "mara",
        "Mara",
        "zoja",
        "marina",
        "jpg",
        "Skrivna",
        "GPS",
        &day,
        &entry_id,
        &file_id,
        "ent_",
        "enf_",
        "env_",
        &mara.account,
        &mara.organisation,
        receipt["receipt"].as_str().unwrap(),
        "submitted_at",
        "version",
    ] {
        assert!(!told.contains(secret), "told {secret}");
    }
    scene.app.finish().await;
}

#[actix_web::test]
async fn each_juror_has_an_order_of_their_own_that_stays_and_is_not_that_of_arrival() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let mut jurors = Vec::new();
    for name in ["ana", "bor", "cita", "dora"] {
        jurors.push(seated(&app, &company, &challenge, app.buyer(name).await, false).await);
    }
    let mut arrived = Vec::new();
    for index in 0..8 {
        let title = format!("Predlog {index}");
        entered(&app.buyer(&format!("e{index}")).await, &challenge, &title).await;
        arrived.push(title);
        app.advance(minutes(3)).await;
    }
    app.advance(days(21)).await;
    company.post(&format!("/challenges/{}/judging", id(&challenge)), Value::Null).await.ok();
    let titles = |jury: Value| {
        jury["entries"].as_array().unwrap().iter().map(|entry| entry["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut orders = BTreeSet::new();
    for juror in &jurors {
        let order = titles(juror.jury().await);
        assert_eq!(order, titles(juror.jury().await), "the order stays");
        assert_ne!(order, arrived);
        orders.insert(order);
    }
    assert_eq!(orders.len(), 4, "each has another");
    {
        let _off = guard::switch_off("jury_blind");
        assert_eq!(titles(jurors[0].jury().await), arrived, "without the shuffle the order of arrival shows");
    }
    app.finish().await;
}

#[actix_web::test]
async fn an_entry_of_ones_own_organisation_does_not_exist_for_a_juror() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let colleague = app.colleague(&company, "sodelavka").await;
    let helper = app.buyer("pomocnica").await;
    let mara = app.creator("mara").await;
    // The colleague is in the second team without a share and for no studio: that is enough.
    let entry = written(&mara, &begun(&mara, &challenge).await, "Domače").await;
    joined(&app, &mara, &challenge, &entry, &colleague).await;
    colleague.post(&format!("/entries/{}/share-agreement", id(&entry)), json!({ "share_bp": 0 })).await.ok();
    submitted(&mara, &entry).await;
    entered(&app.buyer("zoja").await, &challenge, "Tuje").await;
    let inside = seated(&app, &company, &challenge, app.colleague(&company, "direktorica").await, false).await;
    let outside = seated(&app, &company, &challenge, helper, false).await;
    app.advance(days(21)).await;
    company.post(&format!("/challenges/{}/judging", id(&challenge)), Value::Null).await.ok();
    let seen = |jury: &Value| {
        jury["entries"].as_array().unwrap().iter().map(|entry| entry["title"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(seen(&inside.jury().await), BTreeSet::from(["Tuje".to_owned()]));
    assert_eq!(seen(&outside.jury().await).len(), 2);
    let theirs = outside.handle_of("Domače").await;
    let own = inside.handle_of("Tuje").await;
    for (method, path) in [("GET", inside.path(&theirs)), ("GET", inside.path("izmisljen"))] {
        inside.who.send(method.parse().unwrap(), &path, None).await.refused(404, "not_found");
    }
    inside.who.post(&format!("{}/conflict", inside.path(&theirs)), json!({ "reason": "naš predlog" })).await.refused(404, "not_found");
    assert_eq!(inside.who.get(&inside.path(&own)).await.ok()["of"], 1);
    // It is complete without that juror, who does not see it among the results either.
    inside.judges("Tuje", [5, 5, 5]).await;
    outside.judges("Tuje", [5, 5, 6]).await;
    outside.judges("Domače", [9, 9, 9]).await;
    let jury = inside.jury().await;
    assert_eq!((jury["all_in"].clone(), jury["standings"].as_array().unwrap().len()), (json!(true), 1));
    assert_eq!(outside.jury().await["standings"].as_array().unwrap().len(), 2);
    {
        let _off = guard::switch_off("jury_own");
        assert_eq!(seen(&inside.jury().await).len(), 2, "without the guard the own entry shows");
    }
    app.finish().await;
}

#[actix_web::test]
async fn who_takes_part_does_not_judge_and_who_judges_does_not_take_part() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let juror = seated(&app, &company, &challenge, app.buyer("ana").await, false).await;
    let enter = json!({ "challenge": challenge["slug"], "acceptance": acceptance(&challenge) });
    juror.who.post("/entries", enter).await.refused(409, "juror_cannot_enter");
    let mara = app.buyer("mara").await;
    begun(&mara, &challenge).await;
    company.post(&format!("/challenges/{}/jurors", id(&challenge)), json!({ "name": "Mara", "email": mara.email })).await.ok();
    let token = secret(&app, &mara.email).await;
    mara.post("/jury-invitations/answer", json!({ "token": token, "accepts": true })).await.refused(409, "entrant_cannot_judge");
    // The company learns nothing of the reason: the invitation waits as any other.
    let board = company.get(&format!("/challenges/{}/judging", id(&challenge))).await.ok();
    assert_eq!(board["jurors"][1]["status"], "invited");
    app.visitor().post("/jury-invitations/answer", json!({ "token": token, "accepts": false })).await.ok();
    let board = company.get(&format!("/challenges/{}/judging", id(&challenge))).await.ok();
    assert_eq!(board["jurors"][1]["status"], "declined");
    app.visitor().post("/jury-invitations/preview", json!({ "token": token })).await.refused(410, "token_spent");
    app.finish().await;
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
async fn nobody_else_finds_a_jury_or_the_companys_board() {
    let scene = Scene::judging().await;
    let (other, stranger) = (scene.app.company("druga").await, scene.app.creator("tuja").await);
    let (coordinator, admin) = (scene.app.coordinator().await, scene.app.admin().await);
    let ana = &scene.jurors[0];
    let handle = ana.handle_of("Lonček").await;
    for caller in [&other, &stranger, &coordinator, &admin, &scene.makers[0], &scene.jurors[1].who] {
        caller.get(&format!("/juries/{}", ana.jury)).await.refused(404, "not_found");
        caller.get(&ana.path(&handle)).await.refused(404, "not_found");
        caller.get(&scene.path("judging")).await.refused(404, "not_found");
        caller.post(&scene.path("ranking"), Value::Null).await.refused(404, "not_found");
    }
    // The company does not judge: it has no place on the bench.
    scene.company.get(&ana.path(&handle)).await.refused(404, "not_found");
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
