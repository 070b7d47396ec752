//! Two at the same instant who want the same name, place or link: one has it, the other is told in words or gets another.

use std::collections::BTreeSet;

use actix_web::http::Method;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::events::{begun, content, hall, id, weekend};
use crate::harness::{Answer, Caller, PASSWORD, TestApp};
use crate::listings::complete;
use crate::shopping::{guest_with, stocked, variant};

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    statuses
}

async fn bring(maker: &Caller, product: &Value) -> String {
    let receipt = maker.post(&format!("/products/{}/submission", id(product)), Value::Null).await.created();
    format!("/desk/submissions/{}/decision", id(&receipt))
}

fn approval() -> Value {
    json!({ "decision": "approved" })
}

#[actix_web::test]
async fn of_two_approvals_at_once_that_share_a_code_one_is_refused_by_name() {
    for _ in 0..4 {
        let app = TestApp::start().await;
        let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
        let coded = |content: &mut Value| content["variants"][0]["sku"] = json!("MARA-1");
        let (apron, bag) = (complete(&mara, "Predpasnik", coded).await, complete(&mara, "Torba", coded).await);
        let (first, second) = (bring(&mara, &apron).await, bring(&mara, &bag).await);
        let (one, two) = join(desk.post(&first, approval()), desk.post(&second, approval())).await;
        let answers = [one, two];
        assert_eq!(statuses(&answers), [201, 409]);
        let refused = answers.into_iter().find(|answer| answer.status.as_u16() == 409).unwrap();
        let problem = refused.refused(409, "sku_taken");
        assert_eq!(problem["fields"][0]["pointer"], "/variants/0/sku");
        // The one that lost still waits, and is not in the shop.
        assert_eq!(desk.get("/desk/submissions").await.ok()["counts"]["open"], 1);
        app.finish().await;
    }
}

#[actix_web::test]
async fn listings_of_one_name_approved_at_once_get_an_address_each() {
    for _ in 0..3 {
        let app = TestApp::start().await;
        let desk = app.coordinator().await;
        let mut waiting = Vec::new();
        for name in ["mara", "jure", "tine"] {
            let maker = app.creator(name).await;
            waiting.push(bring(&maker, &complete(&maker, "Torba »Tržni dan«", |_| {}).await).await);
        }
        let answers = join_all(waiting.iter().map(|path| desk.post(path, approval()))).await;
        assert_eq!(statuses(&answers), [201, 201, 201]);
        let shop = app.visitor().get("/storefront/products").await.ok();
        let slugs: BTreeSet<&str> = shop["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap()).collect();
        assert_eq!(slugs.len(), 3, "{slugs:?}");
        app.finish().await;
    }
}

#[actix_web::test]
async fn people_who_register_one_address_at_once_have_one_account() {
    let app = TestApp::start().await;
    let body = json!({ "email": "ajda@example.org", "password": PASSWORD, "name": "Ajda" });
    let visitors: Vec<Caller> = (0..4).map(|number| app.visitor().with("x-test-address", &format!("192.0.2.{number}"))).collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.post("/accounts", body.clone()))).await;
    assert_eq!(statuses(&answers), [202; 4]);
    let admin = app.admin().await;
    let found = admin.get("/accounts?q=ajda").await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn organisations_of_one_name_founded_at_once_get_an_address_each() {
    let app = TestApp::start().await;
    let people = [app.buyer("ana").await, app.buyer("bor").await, app.buyer("cene").await, app.buyer("dana").await];
    let body = json!({ "kind": "studio", "name": "Modra Štampa" });
    let founded = join_all(people.iter().map(|person| person.post("/organisations", body.clone()))).await;
    let slugs: BTreeSet<String> = founded.into_iter().map(|answer| answer.created()["slug"].as_str().unwrap().to_owned()).collect();
    assert_eq!(slugs.len(), 4, "{slugs:?}");
    app.finish().await;
}

#[actix_web::test]
async fn events_of_one_name_begun_at_once_get_an_address_each() {
    let app = TestApp::start().await;
    let (zavod, drustvo) = (app.organizer("zavod").await, app.organizer("drustvo").await);
    let hattery = hall(&app, |_| {}).await;
    let begun = join_all([&zavod, &drustvo, &zavod].into_iter().map(|organizer| begun(organizer, content(&hattery, weekend())))).await;
    let slugs: BTreeSet<&str> = begun.iter().map(|popup| popup["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs.len(), 3, "{slugs:?}");
    app.finish().await;
}

#[actix_web::test]
async fn a_saved_reply_written_twice_at_once_is_kept_once() {
    let app = TestApp::start().await;
    let (desk, other) = (app.coordinator().await, app.other_coordinator("druga").await);
    let reply = json!({ "title": "Manjka sestava", "ground": "terms", "clause": "5.2", "facts": { "sl": "Navedite sestavo." } });
    let (one, two) = join(desk.post("/desk/saved-replies", reply.clone()), other.post("/desk/saved-replies", reply)).await;
    let answers = [one, two];
    assert_eq!(statuses(&answers), [201, 422]);
    let refused = answers.into_iter().find(|answer| answer.status.as_u16() == 422).unwrap();
    assert_eq!(refused.refused(422, "invalid")["fields"][0]["pointer"], "/title");
    app.finish().await;
}

#[actix_web::test]
async fn a_thing_brought_to_the_desk_twice_at_once_waits_there_once() {
    let app = TestApp::start().await;
    let (mara, nova) = (app.creator("mara").await, app.newcomer("nova").await);
    let product = complete(&mara, "Torba", |_| {}).await;
    let listing = format!("/products/{}/submission", id(&product));
    let organisation = format!("/organisations/{}/submission", nova.organisation);
    for (who, path) in [(&mara, &listing), (&nova, &organisation)] {
        let (one, two) = join(who.post(path, Value::Null), who.post(path, Value::Null)).await;
        assert_eq!(statuses(&[one, two]), [201, 409]);
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_mailbox_invited_twice_at_once_holds_one_good_link_and_accepting_twice_makes_one_member() {
    let app = TestApp::start().await;
    let (mara, jure) = (app.creator("mara").await, app.buyer("jure").await);
    let path = format!("/organisations/{}/invitations", mara.organisation);
    let body = json!({ "email": jure.email, "role": "member" });
    let (one, two) = join(mara.post(&path, body.clone()), mara.post(&path, body)).await;
    assert_eq!(statuses(&[one, two]), [201, 201]);
    let listed = mara.get(&path).await.ok();
    let pending = listed["items"].as_array().unwrap().iter().filter(|invitation| invitation["status"] == "pending").count();
    assert_eq!(pending, 1);
    let mut accepted = Vec::new();
    for mail in app.mails_to(&jure.email).await {
        let token = mail.body_text.split("#token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let (one, two) = join(
            jure.post("/invitations/acceptance", json!({ "token": token })),
            jure.post("/invitations/acceptance", json!({ "token": token })),
        )
        .await;
        accepted.extend([one, two]);
    }
    assert!(accepted.iter().all(|answer| answer.status.as_u16() < 500), "{:?}", statuses(&accepted));
    let members = mara.get(&format!("/organisations/{}/members", mara.organisation)).await.ok();
    assert_eq!(members["items"].as_array().unwrap().len(), 2);
    app.finish().await;
}

#[actix_web::test]
async fn a_mailbox_that_two_people_move_to_at_once_becomes_one_persons() {
    let app = TestApp::start().await;
    let (ana, bor) = (app.buyer("ana").await, app.buyer("bor").await);
    for person in [&ana, &bor] {
        person.post("/me/email", json!({ "email": "skupni@example.org", "password": PASSWORD })).await;
    }
    let tokens: Vec<String> = app
        .mails_to("skupni@example.org")
        .await
        .iter()
        .filter_map(|mail| mail.body_text.split("#token=").nth(1)?.split_whitespace().next().map(str::to_owned))
        .collect();
    assert_eq!(tokens.len(), 2);
    let visitor = app.visitor();
    let answers = join_all(tokens.iter().map(|token| visitor.post("/accounts/email-change", json!({ "token": token })))).await;
    // The other hears that the mailbox is taken, or that the link went with it.
    assert!(matches!(statuses(&answers)[..], [204, 409 | 410]), "{:?}", statuses(&answers));
    app.finish().await;
}

#[actix_web::test]
async fn a_piece_put_into_a_cart_by_two_tabs_at_once_is_counted_twice_on_one_line() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    let apron = variant(&stocked(&app, &mara, "Predpasnik", 9, |_| {}).await);
    let guest = guest_with(&app, &[]).await;
    let wish = json!({ "variant_id": apron, "quantity": 1 });
    let body = || Some(wish.to_string().into_bytes());
    let (one, two) =
        join(guest.send(Method::POST, "/carts/current/lines", body()), guest.send(Method::POST, "/carts/current/lines", body())).await;
    assert!(statuses(&[one, two]).iter().all(|status| *status < 500));
    app.finish().await;
}

#[actix_web::test]
async fn an_objection_made_twice_at_once_is_one() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let path = bring(&mara, &complete(&mara, "Torba", |_| {}).await).await;
    let against = json!({ "decision": "refused", "ground": "terms", "clause": "5.2", "facts": "Opis obljublja preveč." });
    let decision = desk.post(&path, against).await.created();
    let object = format!("/decisions/{}/objection", id(&decision));
    let statement = json!({ "statement": "Opis ustreza, prilagam preskus." });
    let (one, two) = join(mara.post(&object, statement.clone()), mara.post(&object, statement)).await;
    assert_eq!(statuses(&[one, two]), [201, 409]);
    app.finish().await;
}
