//! The second factor: set up, asked for, used once, and needed for powers.

use std::time::Duration;

use modrotisk::identity::accounts::second_factor::code_at;
use modrotisk::identity::accounts::{self, NewAccount};
use modrotisk::identity::passwords;
use modrotisk::kit::locale::Locale;
use modrotisk::kit::time::minutes;
use serde_json::{Value, json};

use super::holding;
use crate::harness::{Caller, PASSWORD, TestApp};

fn code(app: &TestApp, secret: &str) -> String {
    code_at(secret, app.inner().now()).unwrap()
}

/// Sets a second factor up and answers its secret and the recovery codes.
async fn set_up(app: &TestApp, caller: &Caller) -> (String, Vec<Value>) {
    let setup = caller.post("/me/second-factor", json!({ "password": PASSWORD })).await.created();
    let secret = setup["secret"].as_str().unwrap().to_owned();
    assert!(setup["otpauth_uri"].as_str().unwrap().contains(&secret));
    assert!(setup["qr_svg"].as_str().unwrap().starts_with("<svg"));
    caller.post("/me/second-factor/confirmation", json!({ "code": "000000" })).await.refused(422, "second_factor_wrong");
    let codes = caller.post("/me/second-factor/confirmation", json!({ "code": code(app, &secret) })).await.ok();
    (secret, codes["codes"].as_array().unwrap().clone())
}

async fn challenge(app: &TestApp, email: &str) -> String {
    let answer = app.visitor().post("/sessions", json!({ "email": email, "password": PASSWORD })).await.created();
    assert_eq!((&answer["status"], &answer["session"]), (&json!("second_factor_required"), &json!(null)));
    answer["challenge"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn signing_in_takes_a_code_and_each_code_works_once() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, _) = set_up(&app, &ajda).await;
    let visitor = app.visitor();
    let first = challenge(&app, "ajda@example.org").await;
    // The code that confirmed the setting up was taken then.
    let taken = json!({ "challenge": first, "code": code(&app, &secret) });
    visitor.post("/sessions/second-factor", taken).await.refused(422, "second_factor_wrong");
    app.advance(Duration::from_secs(30)).await;
    let good = json!({ "challenge": first, "code": code(&app, &secret) });
    let session = visitor.post("/sessions/second-factor", good.clone()).await.created();
    holding(&app, &session).get("/me").await.ok();
    visitor.post("/sessions/second-factor", good).await.refused(410, "token_spent");
    app.finish().await;
}

#[actix_web::test]
async fn a_challenge_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, _) = set_up(&app, &ajda).await;
    let late = challenge(&app, "ajda@example.org").await;
    app.advance(minutes(5)).await;
    let body = json!({ "challenge": late, "code": code(&app, &secret) });
    app.visitor().post("/sessions/second-factor", body).await.refused(410, "token_spent");
    app.finish().await;
}

#[actix_web::test]
async fn a_recovery_code_stands_in_for_the_device_once() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (_, codes) = set_up(&app, &ajda).await;
    assert_eq!(codes.len(), 10);
    let answer = |challenge: String| json!({ "challenge": challenge, "code": codes[0] });
    let first = challenge(&app, "ajda@example.org").await;
    app.visitor().post("/sessions/second-factor", answer(first)).await.created();
    let second = challenge(&app, "ajda@example.org").await;
    app.visitor().post("/sessions/second-factor", answer(second)).await.refused(422, "second_factor_wrong");
    app.finish().await;
}

#[actix_web::test]
async fn guessing_codes_waits_longer_each_time() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, _) = set_up(&app, &ajda).await;
    app.advance(Duration::from_secs(30)).await;
    let open = challenge(&app, "ajda@example.org").await;
    let guess = json!({ "challenge": open, "code": "123456" });
    for _ in 0..5 {
        app.visitor().post("/sessions/second-factor", guess.clone()).await.refused(422, "second_factor_wrong");
    }
    let right = json!({ "challenge": open, "code": code(&app, &secret) });
    app.visitor().post("/sessions/second-factor", right.clone()).await.refused(429, "too_many_attempts");
    app.advance(Duration::from_secs(1)).await;
    app.visitor().post("/sessions/second-factor", right).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn outside_demo_mode_powers_need_a_second_factor() {
    let app = TestApp::start_with(|settings| settings.demo = false).await;
    let hash = passwords::hash(PASSWORD.to_owned()).await.unwrap();
    app.write(move |tx| {
        let new = NewAccount {
            email: "admin@example.org".to_owned(),
            name: "Admin".to_owned(),
            locale: Locale::Sl,
            password_hash: hash.clone(),
            coordinator: false,
            admin: true,
            demo: false,
        };
        accounts::create_verified(tx, &new)
    })
    .await;
    let sign_in = json!({ "email": "admin@example.org", "password": PASSWORD });
    let session = app.visitor().post("/sessions", sign_in).await.created();
    let admin = holding(&app, &session["session"]);
    admin.get("/accounts").await.refused(403, "second_factor_required_first");
    assert_eq!(admin.get("/me").await.ok()["notices"][0]["code"], "second_factor_missing");
    let (secret, _) = set_up(&app, &admin).await;
    // The device that set it up has just proven both factors.
    admin.get("/accounts").await.ok();
    app.advance(Duration::from_secs(30)).await;
    let removal = json!({ "password": PASSWORD, "code": code(&app, &secret) });
    admin.post("/me/second-factor/removal", removal).await.refused(409, "second_factor_needed");
    app.finish().await;
}

#[actix_web::test]
async fn a_second_factor_is_removed_by_password_and_code() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, old) = set_up(&app, &ajda).await;
    ajda.post("/me/second-factor", json!({ "password": PASSWORD })).await.refused(409, "second_factor_in_force");
    app.advance(Duration::from_secs(30)).await;
    let renewed = ajda.post("/me/second-factor/recovery-codes", json!({ "code": code(&app, &secret) })).await.ok();
    let voided = json!({ "password": PASSWORD, "code": old[1] });
    ajda.post("/me/second-factor/removal", voided).await.refused(422, "second_factor_wrong");
    let wrong = json!({ "password": "napačno geslo", "code": renewed["codes"][1] });
    ajda.post("/me/second-factor/removal", wrong).await.refused(422, "current_password_wrong");
    let right = json!({ "password": PASSWORD, "code": renewed["codes"][1] });
    ajda.post("/me/second-factor/removal", right).await.ok();
    let plain = app.visitor().post("/sessions", json!({ "email": "ajda@example.org", "password": PASSWORD })).await.created();
    assert_eq!(plain["status"], "signed_in");
    app.finish().await;
}

#[actix_web::test]
async fn without_demo_mode_its_accounts_are_shut_and_its_powers_gone() {
    let app = TestApp::start().await;
    let hash = passwords::hash(PASSWORD.to_owned()).await.unwrap();
    let demo = app
        .write(move |tx| {
            let new = NewAccount {
                email: "demo@example.org".to_owned(),
                name: "Demo".to_owned(),
                locale: Locale::Sl,
                password_hash: hash.clone(),
                coordinator: true,
                admin: false,
                demo: true,
            };
            let account = accounts::create_verified(tx, &new)?;
            modrotisk::identity::sessions::open_for_command(tx, &account)
        })
        .await;
    let real = app.admin().await;
    real.get("/accounts").await.ok();
    assert_eq!(app.write(accounts::disable_demo).await, 1);
    real.get("/accounts").await.refused(403, "second_factor_required_first");
    let sign_in = json!({ "email": "demo@example.org", "password": PASSWORD });
    app.visitor().post("/sessions", sign_in.clone()).await.refused(403, "account_disabled");
    assert!(app.inner().read(move |tx| modrotisk::identity::account(tx, &demo).map(drop)).await.is_err());
    assert_eq!(app.write(accounts::enable_demo).await, 1);
    app.visitor().post("/sessions", sign_in).await.created();
    app.finish().await;
}

/// What the database keeps of a person's secret.
async fn kept(app: &TestApp, caller: &Caller) -> String {
    let id = caller.who().account;
    let account = app.inner().read(move |tx| Ok(accounts::store::find(tx, &id)?)).await.unwrap().unwrap();
    account.totp_secret.unwrap()
}

#[actix_web::test]
async fn a_copy_of_the_database_gives_no_secret_away() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let setup = ajda.post("/me/second-factor", json!({ "password": PASSWORD })).await.created();
    let secret = setup["secret"].as_str().unwrap();
    let begun = kept(&app, &ajda).await;
    assert!(begun.starts_with("v1:") && !begun.contains(secret), "{begun}");
    ajda.post("/me/second-factor/confirmation", json!({ "code": code(&app, secret) })).await.ok();
    assert_eq!(kept(&app, &ajda).await, begun);
    app.finish().await;
}

#[actix_web::test]
async fn a_secret_from_before_the_seals_is_sealed_at_its_next_success() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, _) = set_up(&app, &ajda).await;
    let (id, plain) = (ajda.who().account, secret.clone());
    let sealed = kept(&app, &ajda).await;
    app.write(move |tx| Ok(accounts::store::seal_factor(tx, &id, &sealed, &plain)?)).await;
    assert_eq!(kept(&app, &ajda).await, secret);
    app.advance(Duration::from_secs(30)).await;
    let open = challenge(&app, "ajda@example.org").await;
    let wrong = json!({ "challenge": open, "code": "000000" });
    app.visitor().post("/sessions/second-factor", wrong).await.refused(422, "second_factor_wrong");
    assert_eq!(kept(&app, &ajda).await, secret);
    let right = json!({ "challenge": open, "code": code(&app, &secret) });
    app.visitor().post("/sessions/second-factor", right).await.created();
    assert!(kept(&app, &ajda).await.starts_with("v1:"));
    app.advance(Duration::from_secs(30)).await;
    let again = json!({ "challenge": challenge(&app, "ajda@example.org").await, "code": code(&app, &secret) });
    app.visitor().post("/sessions/second-factor", again).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn a_secret_sealed_by_another_installation_is_told_in_words_and_a_recovery_code_still_opens() {
    let app = TestApp::start().await;
    let ajda = app.buyer("ajda").await;
    let (secret, codes) = set_up(&app, &ajda).await;
    let (id, sealed) = (ajda.who().account, kept(&app, &ajda).await);
    let foreign = accounts::second_factor::seal_of("the secret of quite another installation").unwrap();
    let foreign = foreign.close([3; 12], id.as_str(), &secret).unwrap();
    app.write(move |tx| Ok(accounts::store::seal_factor(tx, &id, &sealed, &foreign)?)).await;
    app.advance(Duration::from_secs(30)).await;
    let open = challenge(&app, "ajda@example.org").await;
    let typed = json!({ "challenge": open, "code": code(&app, &secret) });
    app.visitor().post("/sessions/second-factor", typed).await.refused(409, "second_factor_unreadable");
    let recovered = json!({ "challenge": open, "code": codes[0] });
    app.visitor().post("/sessions/second-factor", recovered).await.created();
    let removal = json!({ "password": PASSWORD, "code": codes[1] });
    ajda.post("/me/second-factor/removal", removal).await.ok();
    set_up(&app, &ajda).await;
    app.finish().await;
}
