//! What company and creator sign, and what becomes of it: signed by both or by nobody, in time, in the text that was offered.

use modrotisk::agreements::{self, Agreement, Offer, TeamMember, Tied};
#[cfg(feature = "guard-switches")]
use modrotisk::kit::guard;
use modrotisk::kit::id::{AccountId, OrganisationId};
use modrotisk::kit::locale::{Locale, Translations};
use modrotisk::kit::time::days;
use modrotisk::terms::RightsTemplate;
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::events::id;
use crate::harness::{Answer, Caller, TestApp};
use crate::listings::{for_sale, reread, save, signed_in_again};
use crate::shopping::{bought, correct, variant};

/// A royalty that the company owes on what it reports.
pub fn reported(rate: Value, minimum_cents: i64) -> Value {
    let option = json!({
        "code": "royalty", "payer": "company", "basis": "reported_sales", "rate": rate, "minimum_per_year_cents": minimum_cents,
        "term_years": 3, "statement": "quarterly",
    });
    json!({ "options": [option], "default": "royalty" })
}

/// A royalty that the creator owes on each sale here.
pub fn on_platform(rate: Value) -> Value {
    let option = json!({
        "code": "royalty", "payer": "creator", "basis": "sales_on_platform", "rate": rate, "term_years": 3, "statement": "quarterly",
    });
    json!({ "options": [option], "default": "royalty" })
}

/// A royalty, a buyout, or own production, as the creator chooses.
pub fn choice() -> Value {
    let named = |code: &str, rest: Value| {
        let mut option = json!({
            "code": code, "label": { "sl": code }, "payer": "company", "basis": "reported_sales", "rate": { "kind": "none" },
            "term_years": 3, "statement": "quarterly",
        });
        option.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        option
    };
    json!({
        "options": [
            named("royalty", json!({ "rate": { "kind": "percent", "bp": 500 }, "minimum_per_year_cents": 20_000 })),
            named("buyout", json!({ "buyout_cents": 250_001 })),
            named("own_production", json!({ "material": { "cents_per_kg": 90, "note": {} } })),
        ],
        "default": "royalty",
    })
}

/// The creator, alone.
pub fn alone(creator: &Caller) -> Vec<TeamMember> {
    vec![one_of(creator, true, 10_000)]
}

/// Somebody of a team.
pub fn one_of(person: &Caller, with_studio: bool, share_bp: i32) -> TeamMember {
    TeamMember {
        account: person.account.parse().unwrap(),
        studio: with_studio.then(|| person.organisation.parse().unwrap()),
        name: person.email.split('@').next().unwrap().to_owned(),
        share_bp,
    }
}

/// An offer of a company to a creator.
pub async fn offered(app: &TestApp, company: &Caller, creator: &Caller, royalty: Value, team: Vec<TeamMember>) -> Agreement {
    let (by, company): (AccountId, OrganisationId) = (company.account.parse().unwrap(), company.organisation.parse().unwrap());
    let studio: OrganisationId = creator.organisation.parse().unwrap();
    app.write(move |tx| {
        let title = Translations::one(Locale::Sl, "Modrotisk danes");
        let offer = Offer {
            challenge: Tied { id: tx.id(), slug: "modrotisk-danes".to_owned(), title },
            entry: tx.id(),
            work: "Predpasnik Seme".to_owned(),
            place: 1,
            prize_cents: 180_000,
            company: company.clone(),
            studio: studio.clone(),
            team: team.clone(),
            rights: RightsTemplate::SharedLicence,
            royalty: serde_json::from_value(royalty.clone()).unwrap(),
            option_days: 90,
            expires_at: tx.now.plus(days(30)),
        };
        agreements::offer(tx, &by, &offer)
    })
    .await
}

/// Signs for the caller's organisation.
pub async fn sign(caller: &Caller, agreement: &Agreement, option: Option<&str>) -> Answer {
    let path = format!("/organisations/{}/agreements/{}/signature", caller.organisation, agreement.id);
    caller.post(&path, json!({ "text_version": agreement.text_version, "option": option, "name": "Ime Priimek" })).await
}

/// An agreement that both have signed.
pub async fn agreed(app: &TestApp, company: &Caller, creator: &Caller, royalty: Value, team: Vec<TeamMember>) -> Agreement {
    let agreement = offered(app, company, creator, royalty, team).await;
    sign(company, &agreement, None).await.ok();
    sign(creator, &agreement, None).await.ok();
    agreement
}

async fn read(caller: &Caller, agreement: &Agreement) -> Value {
    caller.get(&format!("/agreements/{}", agreement.id)).await.ok()
}

#[actix_web::test]
async fn it_is_in_force_when_both_have_signed_the_text_that_was_offered() {
    let app = TestApp::start().await;
    let (tkanina, mara, stranger) = (app.company("tkanina").await, app.creator("mara").await, app.creator("stranger").await);
    let agreement = offered(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 15_000), alone(&mara)).await;
    let seen = read(&mara, &agreement).await;
    assert_eq!((seen["row"]["side"].as_str(), seen["row"]["waits_for_you"].as_bool()), (Some("creator"), Some(true)));
    let text = seen["text"].as_str().unwrap();
    for words in ["Predpasnik Seme", "6 %", "Najmanj 150,00", "tkanina s.p.", "Velja 3 leta", "90 dni"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(seen["examples"][0]["owed_on_sales"]["amount"], 24_000, "6 % of 100 pieces of 40 euros");
    stranger.get(&format!("/agreements/{}", agreement.id)).await.refused(404, "not_found");
    sign(&stranger, &agreement, None).await.refused(404, "not_found");
    let path = format!("/organisations/{}/agreements/{}/signature", mara.organisation, agreement.id);
    mara.post(&path, json!({ "text_version": "2001-01", "name": "Mara Kos" })).await.refused(409, "agreement_text_changed");
    app.colleague(&mara, "pomocnica")
        .await
        .post(&path, json!({ "text_version": agreement.text_version, "name": "Pomočnica" }))
        .await
        .refused(403, "role_too_low");
    assert_eq!(sign(&mara, &agreement, None).await.ok()["row"]["status"], "signed_by_creator");
    sign(&mara, &agreement, None).await.refused(409, "agreement_state");
    let signed = sign(&tkanina, &agreement, None).await.ok();
    assert_eq!(signed["row"]["status"], "in_force");
    assert_eq!(signed["term"], json!({ "from": "2026-11-24", "until": "2029-11-23" }));
    let signatures = signed["signatures"].as_array().unwrap();
    assert_eq!((signatures.len(), &signatures[0]["text_version"]), (2, &json!(agreement.text_version)));
    sign(&tkanina, &agreement, None).await.refused(409, "agreement_state");
    let rows = mara.get(&format!("/organisations/{}/agreements", mara.organisation)).await.ok();
    assert_eq!(rows["items"][0]["status"], "in_force");
    assert_eq!(mara.get("/me/agreements").await.ok()["items"][0]["id"], agreement.id.as_str());
    assert_eq!(app.mails_to(&mara.email).await.iter().filter(|letter| letter.key.starts_with("agreement-in-force")).count(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn the_creator_chooses_how_to_be_paid_when_signing() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, choice(), alone(&mara)).await;
    sign(&tkanina, &agreement, None).await.ok();
    sign(&mara, &agreement, None).await.refused(422, "agreement_option");
    sign(&mara, &agreement, Some("a_castle")).await.refused(422, "agreement_option");
    let signed = sign(&mara, &agreement, Some("buyout")).await.ok();
    assert_eq!((signed["option"]["code"].as_str(), signed["row"]["status"].as_str()), (Some("buyout"), Some("in_force")));
    let book = mara.get(&format!("/organisations/{}/royalties", mara.organisation)).await.ok();
    assert_eq!(book["is_owed"]["amount"], 250_001, "the sum is owed at once");
    assert_eq!(book["items"][0]["periods"][0]["name"], "signing");
    app.finish().await;
}

#[actix_web::test]
async fn a_declined_offer_says_why_and_cannot_be_signed_any_more() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, choice(), alone(&mara)).await;
    let path = |who: &Caller| format!("/organisations/{}/agreements/{}/refusal", who.organisation, agreement.id);
    mara.post(&path(&mara), json!({ "reason": " " })).await.refused(422, "invalid");
    tkanina.post(&path(&tkanina), json!({ "reason": "Premislili smo si." })).await.refused(403, "forbidden");
    let declined = mara.post(&path(&mara), json!({ "reason": "Vzorec bom izdelovala sama." })).await.ok();
    assert_eq!((declined["row"]["status"].as_str(), declined["reason"].as_str()), (Some("declined"), Some("Vzorec bom izdelovala sama.")));
    sign(&tkanina, &agreement, None).await.refused(409, "agreement_state");
    mara.post(&path(&mara), json!({ "reason": "Še enkrat." })).await.refused(409, "agreement_state");
    assert!(app.mails_to(&tkanina.email).await.iter().any(|letter| letter.key.starts_with("agreement-ended")));
    app.finish().await;
}

#[actix_web::test]
async fn an_offer_ends_by_the_clock() {
    let app = TestApp::start().await;
    app.wind().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, choice(), alone(&mara)).await;
    sign(&tkanina, &agreement, None).await.ok();
    app.inner().db().clock().advance(days(30));
    let mara = signed_in_again(&app, &mara).await;
    sign(&mara, &agreement, Some("royalty")).await.refused(409, "agreement_over");
    app.advance(days(1)).await;
    let mara = signed_in_again(&app, &mara).await;
    assert_eq!(read(&mara, &agreement).await["row"]["status"], "expired");
    app.finish().await;
}

#[actix_web::test]
async fn an_entry_has_one_offer_at_a_time_and_shares_that_are_the_whole() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, choice(), alone(&mara)).await;
    let by: AccountId = tkanina.account.parse().unwrap();
    let again = |share_bp: i32| {
        let (agreement, by, team) = (agreement.clone(), by.clone(), vec![one_of(&mara, true, share_bp)]);
        app.inner().write(move |tx| {
            let offer = Offer {
                challenge: Tied { id: agreement.challenge_id.clone(), slug: String::new(), title: Translations::default() },
                entry: agreement.entry_id.clone(),
                work: "Predpasnik".to_owned(),
                place: 1,
                prize_cents: 0,
                company: agreement.company_id.clone(),
                studio: agreement.studio_id.clone(),
                team: team.clone(),
                rights: RightsTemplate::CreatorKeeps,
                royalty: agreement.royalty.0.clone(),
                option_days: 0,
                expires_at: tx.now.plus(days(10)),
            };
            agreements::offer(tx, &by, &offer)
        })
    };
    assert_eq!(again(10_000).await.unwrap_err().code.as_str(), "agreement_exists");
    assert_eq!(again(9_999).await.unwrap_err().fields[0].pointer, "/team");
    app.finish().await;
}

#[cfg(feature = "guard-switches")]
#[actix_web::test]
async fn without_the_guard_one_side_puts_it_in_force_and_the_audit_says_so() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let _off = guard::switch_off("sign_once");
    sign(&mara, &agreement, None).await.ok();
    sign(&mara, &agreement, None).await.ok();
    assert!(app.breaches().await.iter().any(|breach| breach.contains("its signatures say otherwise")));
}

#[actix_web::test]
async fn a_winning_entry_becomes_a_listing_whose_credit_line_stays() {
    let app = TestApp::start().await;
    let (tkanina, mara) = (app.company("tkanina").await, app.creator("mara").await);
    let agreement = offered(&app, &tkanina, &mara, reported(json!({ "kind": "percent", "bp": 600 }), 0), alone(&mara)).await;
    let path = |who: &Caller| format!("/organisations/{}/agreements/{}/product", who.organisation, agreement.id);
    mara.post(&path(&mara), Value::Null).await.refused(409, "agreement_state");
    sign(&tkanina, &agreement, None).await.ok();
    sign(&mara, &agreement, None).await.ok();
    tkanina.post(&path(&tkanina), Value::Null).await.refused(403, "forbidden");
    let made = mara.post(&path(&mara), Value::Null).await.created();
    let product = mara.get(&format!("/products/{}", made["product_id"].as_str().unwrap())).await.ok();
    let content = product["draft"]["content"].clone();
    assert_eq!((content["name"]["sl"].as_str(), content["origin"].as_str()), (Some("Predpasnik Seme"), Some("challenge")));
    assert!(content["credit"]["sl"].as_str().unwrap().contains("Studio tkanina"));
    assert_eq!(product["draft"]["agreed_credit"], content["credit"]);
    let mut changed = content.clone();
    changed["credit"] = json!({ "sl": "Moja lastna zamisel." });
    save(&mara, &product, changed).await.refused(422, "credit_locked");
    let mut changed = content.clone();
    changed["description"] = json!({ "sl": "Predpasnik iz lanu." });
    save(&mara, &product, changed).await.ok();
    let copy = mara.post(&format!("/products/{}/copies", id(&product)), Value::Null).await.created();
    let copied = reread(&mara, &copy).await;
    assert_eq!((copied["draft"]["content"]["origin"].as_str(), copied["draft"]["agreed_credit"].is_null()), (Some("own"), true));
    assert_eq!(read(&mara, &agreement).await["products"][0]["name"], "Predpasnik Seme");
    app.finish().await;
}

#[actix_web::test]
async fn a_product_and_a_challenge_are_tied_by_consent_and_the_page_says_where_it_comes_from() {
    let app = TestApp::start().await;
    let (tkanina, mara, stranger) = (app.company("tkanina").await, app.creator("mara").await, app.creator("stranger").await);
    let challenge = open_challenge(&app, &tkanina, days(30)).await;
    let apron = for_sale(&app, &mara, "Predpasnik", |_| ()).await;
    let page = format!("/storefront/products/{}", apron["slug"].as_str().unwrap());
    let links = |who: &Caller| format!("/organisations/{}/product-links", who.organisation);
    let asked = json!({ "product_id": apron["id"], "challenge_id": challenge["id"] });
    stranger.post(&links(&stranger), asked.clone()).await.refused(404, "not_found");
    let link = mara.post(&links(&mara), asked.clone()).await.created();
    mara.post(&links(&mara), asked.clone()).await.refused(409, "product_link_exists");
    assert!(app.visitor().get(&page).await.ok()["provenance"].is_null(), "asked is not agreed");
    mara.post(&format!("{}/{}/acceptance", links(&mara), id(&link)), Value::Null).await.refused(403, "forbidden");
    stranger.delete(&format!("{}/{}", links(&stranger), id(&link))).await.refused(404, "not_found");
    assert_eq!(tkanina.get(&links(&tkanina)).await.ok()["items"][0]["waits_for_you"], true);
    tkanina.post(&format!("{}/{}/acceptance", links(&tkanina), id(&link)), Value::Null).await.ok();
    let shown = app.visitor().get(&page).await.ok()["provenance"].clone();
    assert_eq!((shown["challenge"].as_str(), shown["company"].as_str()), (Some("Druga nit"), Some("Studio tkanina")));
    assert_eq!((shown["creator"].as_str(), shown["place"]["code"].as_str()), (Some("Studio mara"), Some("skofja-loka")));
    // The challenge's page shows what came of it, and counts what is sold.
    let asked_for = format!("/storefront/challenges/{}", challenge["slug"].as_str().unwrap());
    let came = app.visitor().get(&asked_for).await.ok();
    assert_eq!((came["products"][0]["name"].as_str(), came["pieces_sold"].as_i64()), (Some("Predpasnik"), Some(0)));
    correct(&mara, &variant(&apron), json!({ "counted": 5, "reason": "counted" })).await.created();
    bought(&app, &[(&variant(&apron), 2)], "maja@example.com").await;
    assert_eq!(app.visitor().get(&asked_for).await.ok()["pieces_sold"], 2);
    tkanina.delete(&format!("{}/{}", links(&tkanina), id(&link))).await.ok();
    assert!(app.visitor().get(&page).await.ok()["provenance"].is_null());
    assert_eq!(app.visitor().get(&asked_for).await.ok()["products"], json!([]));
    tkanina.delete(&format!("{}/{}", links(&tkanina), id(&link))).await.refused(409, "product_link_state");
    // After that somebody may ask again; the company too.
    let again = tkanina.post(&links(&tkanina), asked).await.created();
    assert_eq!(mara.delete(&format!("{}/{}", links(&mara), id(&again))).await.ok()["status"], "declined");
    app.finish().await;
}
