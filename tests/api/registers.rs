//! What the desk knows of organisations: all of them, what was looked up, and what they change after their approval.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use modrotisk::db::{Conn, Target};
use modrotisk::kit::time::minutes;
use serde_json::{Value, json};

use crate::events::{announced, begun, content, hall, id, seen, submitted, weekend};
use crate::harness::{Caller, TestApp};
use crate::listings;

fn against(decision: &str) -> Value {
    json!({ "decision": decision, "ground": "law", "clause": "ZPotK-1, 14. člen", "facts": "Priimek se ne ujema z vpisom v registru." })
}

fn home(caller: &Caller) -> String {
    format!("/organisations/{}", caller.organisation)
}

/// Saves the seller's record with a change.
async fn tell(app: &TestApp, who: &Caller, change: impl FnOnce(&mut Value)) -> Value {
    let path = format!("{}/onboarding", home(who));
    let record = who.get(&path).await.ok();
    let mut next = record.clone();
    for extra in ["organisation_id", "declarations", "missing", "public_fields", "rechecked_fields", "version", "updated_at"] {
        next.as_object_mut().unwrap().remove(extra);
    }
    change(&mut next);
    let saved = seen(who, &record).put(&path, next).await.ok();
    app.advance(minutes(2)).await;
    saved
}

/// A studio that the desk itself has approved.
async fn approved(app: &TestApp, desk: &Caller, name: &str) -> Caller {
    let maker = app.newcomer(name).await;
    let receipt = maker.post(&format!("{}/submission", home(&maker)), Value::Null).await.created();
    decide(desk, &id(&receipt), json!({ "decision": "approved" })).await;
    maker
}

async fn decide(desk: &Caller, submission: &str, answer: Value) -> Value {
    desk.post(&format!("/desk/submissions/{submission}/decision"), answer).await.created()
}

/// The organisations' submissions that wait.
async fn waiting(desk: &Caller) -> Vec<Value> {
    desk.get("/desk/submissions?kind=organisation").await.ok()["items"].as_array().unwrap().clone()
}

async fn shown(desk: &Caller, submission: &str) -> Value {
    desk.get(&format!("/desk/submissions/{submission}")).await.ok()
}

fn fields(changes: &Value) -> Vec<&str> {
    changes.as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn what_was_looked_up_is_kept_with_who_and_when_and_never_changed() {
    let app = TestApp::start().await;
    let (desk, nova) = (app.coordinator().await, app.newcomer("nova").await);
    let receipt = nova.post(&format!("{}/submission", home(&nova)), Value::Null).await.created();
    let view = shown(&desk, &id(&receipt)).await;
    let sources: Vec<&str> = view["checks_to_make"].as_array().unwrap().iter().map(|check| check["source"].as_str().unwrap()).collect();
    assert_eq!(sources, ["register", "tax_register", "bank_account", "identity"]);
    assert_eq!(view["checks_to_make"][0]["says"], json!(["nova s.p.", "9331310000"]));
    assert_eq!((&view["register_unchecked"], &view["checks"]), (&json!(true), &json!([])));

    let path = format!("/desk/submissions/{}/checks", id(&receipt));
    let silent = json!({ "source": "register", "result": "differs" });
    assert_eq!(desk.post(&path, silent).await.refused(422, "invalid")["fields"][0]["pointer"], "/note");
    desk.post(&path, json!({ "source": "register", "result": "differs", "note": "V registru je drug naslov." })).await.created();
    let other = app.other_coordinator("druga").await;
    let view = other.post(&path, json!({ "source": "register", "result": "agrees" })).await.created();
    let told: Vec<(&str, &str)> = view["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| (check["result"].as_str().unwrap(), check["by"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("agrees", "druga"), ("differs", "coordinator")]);
    assert_eq!((&view["register_unchecked"], &view["checks_to_make"][0]["done"]), (&json!(false), &json!(true)));
    assert_eq!(view["checks"][1]["at"], "2026-11-24T08:00:00.000Z");

    decide(&desk, &id(&receipt), json!({ "decision": "approved" })).await;
    let record = desk.get(&format!("/desk{}", home(&nova))).await.ok();
    assert_eq!(record["checks"].as_array().unwrap().len(), 2);
    app.finish().await;
}

#[actix_web::test]
async fn an_approval_is_asked_about_but_not_kept_from_without_a_look_into_the_register() {
    let app = TestApp::start().await;
    let (desk, nova) = (app.coordinator().await, app.newcomer("nova").await);
    let receipt = nova.post(&format!("{}/submission", home(&nova)), Value::Null).await.created();
    assert_eq!(waiting(&desk).await[0]["register_unchecked"], true);
    decide(&desk, &id(&receipt), json!({ "decision": "approved" })).await;
    assert_eq!(nova.get(&home(&nova)).await.ok()["status"], "approved");
    app.finish().await;
}

#[actix_web::test]
async fn only_organisations_are_looked_up_and_only_by_the_desk() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    let receipt = mara.post(&format!("/products/{}/submission", id(&product)), Value::Null).await.created();
    let path = format!("/desk/submissions/{}/checks", id(&receipt));
    let look = json!({ "source": "register", "result": "agrees" });
    desk.post(&path, look.clone()).await.refused(409, "check_not_here");
    mara.post(&path, look).await.refused(403, "coordinator_only");
    assert_eq!(shown(&desk, &id(&receipt)).await["checks_to_make"], json!([]));
    app.finish().await;
}

#[actix_web::test]
async fn another_legal_name_comes_back_to_the_desk_by_itself_and_selling_goes_on() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let mara = approved(&app, &desk, "mara").await;
    let product = listings::for_sale(&app, &mara, "Torba", |_| {}).await;
    tell(&app, &mara, |record| record["phone"] = json!("+386 1 000 00 09")).await;
    assert!(waiting(&desk).await.is_empty(), "a telephone number is nothing to decide on");

    tell(&app, &mara, |record| record["legal_name"] = json!("Mara Modrnik s.p.")).await;
    let rows = waiting(&desk).await;
    assert_eq!((rows.len(), &rows[0]["is_edit"], &rows[0]["register_unchecked"]), (1, &json!(true), &json!(true)));
    let view = shown(&desk, &id(&rows[0])).await;
    assert_eq!(fields(&view["changes"]), ["/legal_name", "/phone"]);
    assert_eq!(
        (&view["changes"][0]["before"]["text"], &view["changes"][0]["after"]["text"]),
        (&json!("mara s.p."), &json!("Mara Modrnik s.p."))
    );
    assert_eq!(mara.get(&home(&mara)).await.ok()["status"], "approved");
    app.visitor().get(&format!("/storefront/products/{}", product["slug"].as_str().unwrap())).await.ok();
    let own = mara.get(&format!("{}/submissions", home(&mara))).await.ok();
    assert_eq!((&own["items"][0]["kind"], &own["items"][0]["status"]), (&json!("organisation"), &json!("open")));
    mara.delete(&format!("{}/submission", home(&mara))).await.refused(409, "decision_impossible");

    decide(&desk, &id(&rows[0]), json!({ "decision": "approved" })).await;
    assert!(waiting(&desk).await.is_empty());
    assert_eq!(mara.get(&home(&mara)).await.ok()["status"], "approved");
    // What was approved now is what the next change is compared with.
    tell(&app, &mara, |record| record["street"] = json!("Glavni trg 2")).await;
    assert_eq!(fields(&shown(&desk, &id(&waiting(&desk).await[0])).await["changes"]), ["/street"]);
    app.finish().await;
}

#[actix_web::test]
async fn a_later_change_takes_the_place_of_the_one_that_waits_and_a_change_taken_back_leaves_the_desk() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let mara = approved(&app, &desk, "mara").await;
    tell(&app, &mara, |record| record["legal_name"] = json!("Mara Modrnik s.p.")).await;
    let first = id(&waiting(&desk).await[0]);
    desk.post(&format!("/desk/submissions/{first}/claim"), Value::Null).await.ok();
    tell(&app, &mara, |record| record["vat_id"] = json!("SI50223054")).await;
    let rows = waiting(&desk).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["claimed_by"]["name"], &rows[0]["round"]), (&json!("coordinator"), &json!(1)));
    let view = shown(&desk, &id(&rows[0])).await;
    assert_eq!(fields(&view["changes"]), ["/legal_name", "/vat_id"]);
    assert!(view["checks_to_make"].as_array().unwrap().iter().any(|check| check["source"] == "vies"));
    desk.post(&format!("/desk/submissions/{first}/decision"), json!({ "decision": "approved" })).await.refused(409, "submission_not_open");
    tell(&app, &mara, |record| {
        record["legal_name"] = json!("mara s.p.");
        record["vat_id"] = json!(null);
    })
    .await;
    assert!(waiting(&desk).await.is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn a_change_that_is_not_accepted_is_told_with_reasons_and_comes_again_as_the_next_round() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let mara = approved(&app, &desk, "mara").await;
    tell(&app, &mara, |record| record["legal_name"] = json!("Mara Modrnik s.p.")).await;
    let mut answer = against("changes_requested");
    answer["comments"] = json!([{ "field": "/legal_name", "text": "Vpišite ime, kot stoji v registru." }]);
    decide(&desk, &id(&waiting(&desk).await[0]), answer).await;
    assert_eq!(mara.get(&home(&mara)).await.ok()["status"], "approved", "nobody took it down");
    let letter = app.mails_to(&mara.email).await.pop().unwrap();
    assert!(letter.body_text.contains("Priimek se ne ujema"), "{}", letter.body_text);
    let told = mara.get(&format!("{}/decisions", home(&mara))).await.ok();
    assert_eq!((&told["items"][0]["decision"], &told["unread"]), (&json!("changes_requested"), &json!(2)));

    tell(&app, &mara, |record| record["legal_name"] = json!("Mara Modrnik Zupan s.p.")).await;
    let row = waiting(&desk).await.remove(0);
    assert_eq!(row["round"], 2);
    let view = shown(&desk, &id(&row)).await;
    assert_eq!(fields(&view["changes"]), ["/legal_name"]);
    assert_eq!(view["changes"][0]["before"]["text"], "mara s.p.", "it is compared with what was approved");
    assert_eq!(view["changes"][0]["comment"], "Vpišite ime, kot stoji v registru.");
    decide(&desk, &id(&row), json!({ "decision": "approved" })).await;
    app.finish().await;
}

#[actix_web::test]
async fn a_new_bank_account_is_shown_to_the_desk_too() {
    let app = TestApp::start().await;
    let desk = app.coordinator().await;
    let mara = approved(&app, &desk, "mara").await;
    tell(&app, &mara, |record| record["iban"] = json!("SI56191000000123438")).await;
    let view = shown(&desk, &id(&waiting(&desk).await[0])).await;
    assert_eq!(fields(&view["changes"]), ["/iban"]);
    assert!(app.mails_to(&mara.email).await.iter().any(|mail| mail.subject.contains("Nov bančni račun")));
    app.finish().await;
}

#[actix_web::test]
async fn an_organisation_approved_before_the_desk_kept_its_words_shows_what_it_changed() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    tell(&app, &mara, |record| record["street"] = json!("Glavni trg 2")).await;
    let view = shown(&desk, &id(&waiting(&desk).await[0])).await;
    assert_eq!((fields(&view["changes"]), &view["changes"][0]["change"]), (vec!["/street"], &json!("added")));
    // And what it changes next is still compared with that.
    tell(&app, &mara, |record| record["legal_name"] = json!("Mara d.o.o.")).await;
    assert_eq!(fields(&shown(&desk, &id(&waiting(&desk).await[0])).await["changes"]), ["/legal_name", "/street"]);
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_finds_every_organisation_by_name_town_kind_and_state() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    app.newcomer("čebela").await;
    app.organizer("zavod").await;
    let names = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = desk.get("/desk/organisations").await.ok();
    assert_eq!(names(&all), ["Studio čebela", "Studio mara", "Studio zavod"]);
    assert_eq!(names(&desk.get("/desk/organisations?q=CEBELA").await.ok()), ["Studio čebela"]);
    assert_eq!(names(&desk.get("/desk/organisations?q=skofja&kind=organizer").await.ok()), ["Studio zavod"]);
    assert_eq!(names(&desk.get("/desk/organisations?status=draft").await.ok()), ["Studio čebela"]);
    let first = desk.get("/desk/organisations?limit=2").await.ok();
    let rest = desk.get(&format!("/desk/organisations?limit=2&after={}", first["next"].as_str().unwrap())).await.ok();
    assert_eq!((names(&rest), &rest["next"]), (vec!["Studio zavod".to_owned()], &Value::Null));
    tell(&app, &mara, |record| record["street"] = json!("Glavni trg 2")).await;
    assert_eq!(desk.get(&format!("/desk{}", home(&mara))).await.ok()["organisation"]["waiting"], true);
    mara.get("/desk/organisations").await.refused(403, "coordinator_only");
    app.finish().await;
}

#[actix_web::test]
async fn a_studio_says_how_it_confirms_cash_before_the_desk_looks() {
    let app = TestApp::start().await;
    let nova = app.newcomer("nova").await;
    let told = tell(&app, &nova, |record| record["fiscal_mode"] = json!(null)).await;
    assert_eq!(told["missing"][0]["pointer"], "/fiscal_mode");
    let problem = nova.post(&format!("{}/submission", home(&nova)), Value::Null).await.refused(422, "organisation_incomplete");
    assert_eq!(problem["fields"][0]["pointer"], "/fiscal_mode");
    for mode in ["own_certificate", "operator_on_behalf", "bound_book", "not_liable", "noncash_only"] {
        let told = tell(&app, &nova, |record| record["fiscal_mode"] = json!(mode)).await;
        assert_eq!((&told["fiscal_mode"], &told["missing"]), (&json!(mode), &json!([])));
    }
    app.finish().await;
}

/// Changes rows behind the program's back.
async fn break_by(app: &TestApp, statement: &'static str) {
    app.write(move |tx| {
        match &mut *tx.db {
            Conn::Sqlite(conn) => conn.batch_execute(statement)?,
            Conn::Postgres(conn) => conn.batch_execute(statement)?,
        }
        Ok(())
    })
    .await;
}

#[track_caller]
fn found(breaches: &[String], words: &str) {
    assert!(breaches.iter().any(|breach| breach.contains(words)), "{words} in {breaches:?}");
}

#[actix_web::test]
async fn verify_finds_a_listing_that_nobody_approved() {
    let app = TestApp::start().await;
    let mara = app.creator("mara").await;
    listings::for_sale(&app, &mara, "Torba", |_| {}).await;
    assert!(app.breaches().await.is_empty());
    break_by(&app, "DELETE FROM log_events WHERE kind = 'product.approved'").await;
    found(&app.breaches().await, "is in the shop and nobody approved it");
}

#[actix_web::test]
async fn verify_finds_a_decision_without_reasons_and_one_that_nobody_was_told() {
    let app = TestApp::start().await;
    let (desk, mara) = (app.coordinator().await, app.creator("mara").await);
    let product = listings::complete(&mara, "Torba", |_| {}).await;
    let receipt = mara.post(&format!("/products/{}/submission", id(&product)), Value::Null).await.created();
    decide(&desk, &id(&receipt), against("refused")).await;
    assert!(app.breaches().await.is_empty());
    break_by(&app, "UPDATE decisions SET facts = ' '").await;
    found(&app.breaches().await, "was taken without a statement of reasons");
    break_by(&app, "DELETE FROM jobs WHERE kind = 'mail.send'; DELETE FROM mails WHERE key LIKE 'desk-decided:%'").await;
    found(&app.breaches().await, "was told to nobody");
    break_by(&app, "DELETE FROM decision_readings; DELETE FROM decisions").await;
    found(&app.breaches().await, "and its decision do not agree");
}

#[actix_web::test]
async fn verify_finds_an_event_in_a_state_that_no_decision_brought_it_to_and_a_hall_that_is_gone() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    announced(&desk, &zavod, content(&hattery, weekend())).await;
    let refused = begun(&zavod, content(&hattery, weekend())).await;
    decide(&desk, &id(&submitted(&zavod, &refused).await), against("refused")).await;
    assert!(app.breaches().await.is_empty(), "{:?}", app.breaches().await);
    break_by(&app, "UPDATE popups SET status = 'changes_requested' WHERE status = 'refused'").await;
    found(&app.breaches().await, "is in a state that no decision brought it to");
    break_by(&app, "UPDATE popups SET status = 'announced'").await;
    found(&app.breaches().await, "is in a state that no decision brought it to");
    // The database's own rule stands before this one; a copy that was edited by hand may have lost it.
    match app.lies_at().0 {
        Target::Sqlite(path) => {
            let mut by_hand = diesel::SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            by_hand.batch_execute("PRAGMA foreign_keys = OFF; UPDATE popup_venues SET venue_id = 'ven_gone'").unwrap();
        }
        Target::Postgres(_) => {
            let statement =
                "ALTER TABLE popup_venues DROP CONSTRAINT popup_venues_venue_id_fkey; UPDATE popup_venues SET venue_id = 'ven_gone'";
            break_by(&app, statement).await;
        }
    }
    found(&app.breaches().await, "takes place in a hall that is not there");
}
