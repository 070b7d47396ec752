//! Blind judging: what jurors and the company see tells neither who made an entry nor when it came, and nothing before its time.

use std::collections::BTreeSet;

use modrotisk::kit::guard;
use modrotisk::kit::id::ChallengeId;
use modrotisk::kit::time::{days, minutes};
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::{acceptance, begun, entered, joined, paper, secret, submitted, written};
use crate::events::id;
use crate::harness::TestApp;
use crate::juries::{Scene, seated};
use crate::listings::telephone_picture;

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
