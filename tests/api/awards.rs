//! From a result to an agreement: the best ranked is offered first, the next after a no, and what was not chosen goes back.

use modrotisk::kit::id::AgreementId;
use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::entries::entered;
use crate::events::id;
use crate::harness::{Caller, TestApp};
use crate::juries::seated;
use crate::listings::signed_in_again;

/// A company whose challenge was decided: Lonček before Svečnik before Obešalnik; not revealed yet.
struct Scene {
    app: TestApp,
    company: Caller,
    challenge: Value,
    makers: Vec<Caller>,
}

const TITLES: [&str; 3] = ["Lonček", "Svečnik", "Obešalnik"];

impl Scene {
    async fn decided() -> Scene {
        let app = TestApp::start().await;
        app.wind().await;
        let company = app.company("jeklo").await;
        let challenge = open_challenge(&app, &company, days(5)).await;
        let ana = seated(&app, &company, &challenge, app.buyer("ana").await, true).await;
        let mut makers = Vec::new();
        for (name, title) in ["mara", "jure", "zoja"].into_iter().zip(TITLES) {
            let maker = app.creator(name).await;
            entered(&maker, &challenge, title).await;
            makers.push(maker);
        }
        app.advance(days(6)).await;
        let scene = Scene { app, company, challenge, makers };
        scene.company.post(&scene.path("judging"), Value::Null).await.ok();
        for (title, points) in TITLES.iter().zip([[9, 9, 9], [8, 8, 8], [7, 7, 7]]) {
            ana.judges(title, points).await;
        }
        scene.company.post(&scene.path("ranking"), Value::Null).await.ok();
        scene
    }

    async fn revealed() -> Scene {
        let mut scene = Scene::decided().await;
        scene.app.advance(days(21)).await;
        scene.app.advance(days(1)).await;
        scene.sign_in_again().await;
        scene
    }

    async fn sign_in_again(&mut self) {
        self.company = signed_in_again(&self.app, &self.company).await;
        for maker in &mut self.makers {
            *maker = signed_in_again(&self.app, maker).await;
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/challenges/{}/{rest}", id(&self.challenge))
    }

    async fn awards(&self) -> Value {
        self.company.get(&self.path("awards")).await.ok()
    }
}

/// What a maker was offered last.
async fn offer_of(maker: &Caller) -> Value {
    let found = maker.get(&format!("/organisations/{}/agreements", maker.organisation)).await.ok();
    found["items"][0].clone()
}

async fn decline(maker: &Caller, offer: &Value) {
    let path = format!("/organisations/{}/agreements/{}/refusal", maker.organisation, id(offer));
    maker.post(&path, json!({ "reason": "Obliko želim obdržati." })).await.ok();
}

#[actix_web::test]
async fn nothing_is_offered_and_nobody_named_before_the_reveal() {
    let scene = Scene::decided().await;
    let awards = scene.awards().await;
    assert_eq!((awards["items"].clone(), awards["may_offer"].clone()), (json!([]), json!(false)));
    scene.company.post(&scene.path("awards"), Value::Null).await.refused(409, "award_closed");
    scene.makers[0].post(&scene.path("awards"), Value::Null).await.refused(404, "not_found");
    scene.app.finish().await;
}

#[actix_web::test]
async fn the_best_ranked_is_offered_first_and_after_a_no_the_next() {
    let scene = Scene::revealed().await;
    let awards = scene.awards().await;
    let rows: Vec<(&str, i64)> =
        awards["items"].as_array().unwrap().iter().map(|row| (row["work"].as_str().unwrap(), row["place"].as_i64().unwrap())).collect();
    assert_eq!(rows, [("Lonček", 1), ("Svečnik", 2), ("Obešalnik", 3)]);
    assert_eq!((awards["items"][0]["next"].clone(), awards["items"][0]["team"][0].clone()), (json!(true), json!("mara")));
    let offered = scene.company.post(&scene.path("awards"), Value::Null).await.created();
    assert_eq!(offered["items"][0]["agreement"]["status"], "offered");
    let first = offer_of(&scene.makers[0]).await;
    let view = scene.makers[0].get(&format!("/agreements/{}", id(&first))).await.ok();
    assert_eq!(view["prize"]["amount"], 150_000, "the prize of the first place is recorded");
    assert!(view["text"].as_str().unwrap().contains("Druga nit"));
    decline(&scene.makers[0], &first).await;
    let second = offer_of(&scene.makers[1]).await;
    assert_eq!((second["status"].as_str(), second["place"].as_i64()), (Some("offered"), Some(2)), "the next ranked is offered by itself");
    // Nobody says anything: the time is over, and the third is offered.
    let mut scene = scene;
    scene.app.advance(days(31)).await;
    scene.sign_in_again().await;
    assert_eq!(offer_of(&scene.makers[1]).await["status"], "expired");
    let third = offer_of(&scene.makers[2]).await;
    let path = |who: &Caller| format!("/organisations/{}/agreements/{}/signature", who.organisation, id(&third));
    let signature = json!({ "text_version": "2026-11", "name": "Ime Priimek" });
    for who in [&scene.company, &scene.makers[2]] {
        who.post(&path(who), signature.clone()).await.ok();
    }
    let state = scene.company.get(&format!("/challenges/{}", id(&scene.challenge))).await.ok()["state"].clone();
    assert_eq!(state, "follow_up", "with the first agreement the challenge goes on to its product");
    scene.company.post(&scene.path("awards"), Value::Null).await.refused(409, "nobody_to_award");
    let agreement: AgreementId = id(&third).parse().unwrap();
    let team = scene.app.write(move |tx| modrotisk::agreements::members(tx, &agreement)).await;
    assert_eq!((team.len(), team[0].share_bp), (1, 10_000));
    scene.app.finish().await;
}

#[actix_web::test]
async fn what_was_not_chosen_goes_back_when_the_option_period_ends() {
    let mut scene = Scene::revealed().await;
    scene.company.post(&scene.path("awards"), Value::Null).await.created();
    let first = offer_of(&scene.makers[0]).await;
    let signature = json!({ "text_version": "2026-11", "name": "Ime Priimek" });
    for who in [&scene.company, &scene.makers[0]] {
        who.post(&format!("/organisations/{}/agreements/{}/signature", who.organisation, id(&first)), signature.clone()).await.ok();
    }
    scene.app.advance(days(80)).await;
    let letters = scene.app.mails_to(&scene.makers[1].email).await;
    assert!(!letters.iter().any(|letter| letter.key.starts_with("entry-released")), "not before its end");
    scene.app.advance(days(12)).await;
    scene.app.advance(days(1)).await;
    scene.sign_in_again().await;
    let awards = scene.awards().await;
    let released: Vec<bool> = awards["items"].as_array().unwrap().iter().map(|row| !row["released_at"].is_null()).collect();
    assert_eq!(released, [false, true, true]);
    for maker in &scene.makers[1..] {
        let letters = scene.app.mails_to(&maker.email).await;
        assert_eq!(letters.iter().filter(|letter| letter.key.starts_with("entry-released")).count(), 1, "once");
    }
    scene.company.post(&scene.path("awards"), Value::Null).await.refused(409, "award_closed");
    scene.app.finish().await;
}
