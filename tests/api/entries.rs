//! Entries: a team writes and submits, and until the close nobody else can read, count or infer anything of it.

use std::time::Duration;

use actix_web::http::Method;
use futures_util::FutureExt;
use modrotisk::kit::guard;
use modrotisk::kit::time::{days, minutes};
use serde_json::{Value, json};

use crate::briefs::open_challenge;
use crate::events::id;
use crate::harness::{Answer, Caller, TestApp};
use crate::listings::telephone_picture;

/// What everybody says before they are part of an entry.
pub fn acceptance(challenge: &Value) -> Value {
    let version = challenge["rights_text_version"].as_str().unwrap_or(modrotisk::terms::RIGHTS_TEXT_VERSION);
    json!({ "rights_text_version": version, "rights_accepted": true, "originality_declared": true })
}

/// An entry that was begun.
pub async fn begun(by: &Caller, challenge: &Value) -> Value {
    by.post("/entries", json!({ "challenge": challenge["slug"], "acceptance": acceptance(challenge) })).await.created()
}

/// Words that can be judged.
pub fn words(title: &str) -> Value {
    json!({ "content": {
        "title": title, "summary": "Nit, ki ostane, postane lonček.",
        "description": "Ostanke preje navijemo na lesen kalup in jih utrdimo s škrobom, da držijo obliko.",
        "process": "Navijanje, sušenje, brušenje.", "materials": "0,2 kg preje na kos", "making_cents": 1_640, "price_cents": 4_800, "pieces": 80
    } })
}

/// Writes the words of an entry.
pub async fn written(by: &Caller, entry: &Value, title: &str) -> Value {
    let by = by.with("if-match", &format!("\"{}\"", entry["version"]));
    by.put(&format!("/entries/{}/draft", id(entry)), words(title)).await.ok()
}

/// Submits an entry; answers the receipt.
pub async fn submitted(by: &Caller, entry: &Value) -> Value {
    by.post(&format!("/entries/{}/submission", id(entry)), Value::Null).await.created()
}

/// An entry of one person, written and submitted.
pub async fn entered(by: &Caller, challenge: &Value, title: &str) -> Value {
    let entry = written(by, &begun(by, challenge).await, title).await;
    submitted(by, &entry).await;
    by.get(&format!("/entries/{}", id(&entry))).await.ok()
}

/// The secret of the last letter to an address.
pub async fn secret(app: &TestApp, email: &str) -> String {
    let letter = app.mails_to(email).await.pop().expect("a letter");
    let text = letter.body_text.split("#token=").nth(1).expect("a link with a token").to_owned();
    text.split_whitespace().next().unwrap().to_owned()
}

/// Brings somebody into the team of an entry.
pub async fn joined(app: &TestApp, lead: &Caller, challenge: &Value, entry: &Value, who: &Caller) -> Value {
    lead.post(&format!("/entries/{}/invitations", id(entry)), json!({ "email": who.email })).await.ok();
    let token = secret(app, &who.email).await;
    who.post("/entry-invitations/acceptance", json!({ "token": token, "acceptance": acceptance(challenge) })).await.ok()
}

pub async fn upload(by: &Caller, entry: &Value, kind: &str, name: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/entries/{}/files?kind={kind}&name={name}", id(entry));
    by.with("content-type", "application/octet-stream").send(Method::POST, &path, Some(bytes)).await
}

/// A paper that tells who wrote it.
pub fn paper() -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut paper = Document::with_version("1.5");
    let pages = paper.new_object_id();
    let page = paper
        .add_object(dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()] });
    paper.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let catalog = paper.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    let info = paper.add_object(dictionary! { "Author" => Object::string_literal("Mara Skrivna") });
    paper.trailer.set("Root", catalog);
    paper.trailer.set("Info", info);
    let mut bytes = Vec::new();
    paper.save_to(&mut bytes).unwrap();
    bytes
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

/// A company with an open challenge.
pub async fn open_scene() -> (TestApp, Caller, Value) {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    (app, company, challenge)
}

/// The same, and somebody to enter it.
pub async fn scene() -> (TestApp, Caller, Value, Caller) {
    let (app, company, challenge) = open_scene().await;
    let mara = app.creator("mara").await;
    (app, company, challenge, mara)
}

/// Everything that lies among the blobs of entries.
fn blobs(app: &TestApp) -> Vec<Vec<u8>> {
    let folder = app.inner().blobs().root().join("entries");
    let files = std::fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect::<Vec<_>>()).unwrap_or_default();
    files.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[actix_web::test]
async fn a_team_agrees_on_shares_and_submits_with_a_receipt() {
    let (app, _, challenge, mara) = scene().await;
    let jure = app.buyer("jure").await;
    let entry = written(&mara, &begun(&mara, &challenge).await, "Lonček iz niti").await;
    let path = format!("/entries/{}", id(&entry));
    let seen = joined(&app, &mara, &challenge, &entry, &jure).await;
    assert_eq!(
        (&seen["team"][0]["share_bp"], &seen["team"][1]["share_bp"], &seen["team"][1]["agrees"]),
        (&json!(10_000), &json!(0), &json!(false))
    );
    mara.post(&format!("{path}/submission"), Value::Null).await.refused(409, "entry_shares_open");
    let shares = |mine: i32, theirs: i32| {
        json!({ "shares": [
        { "account_id": mara.account, "share_bp": mine }, { "account_id": jure.account, "share_bp": theirs }] })
    };
    let refused = mara.put(&format!("{path}/shares"), shares(6_000, 3_999)).await.refused(422, "invalid");
    assert_eq!(refused["fields"][0]["code"], "not_whole");
    jure.put(&format!("{path}/shares"), shares(0, 10_000)).await.refused(403, "entry_lead_only");
    mara.put(&format!("{path}/shares"), shares(6_000, 4_000)).await.ok();
    jure.post(&format!("{path}/share-agreement"), json!({ "share_bp": 5_000 })).await.refused(409, "entry_shares_changed");
    jure.post(&format!("{path}/share-agreement"), json!({ "share_bp": 4_000 })).await.ok();
    let receipt = submitted(&jure, &entry).await;
    assert_eq!((&receipt["number"], &receipt["submitted_by"], &receipt["title"]), (&json!(1), &json!("jure"), &json!("Lonček iz niti")));
    for email in [&mara.email, &jure.email] {
        let letter = app.mails_to(email).await.pop().unwrap();
        assert!(letter.body_text.contains(receipt["receipt"].as_str().unwrap()), "{}", letter.body_text);
    }
    // Whose share changes agrees anew, and only what is submitted again counts.
    let changed = mara.put(&format!("{path}/shares"), shares(5_000, 5_000)).await.ok();
    assert_eq!((&changed["changed"], &changed["team"][1]["agrees"]), (&json!(true), &json!(false)));
    mara.post(&format!("{path}/submission"), Value::Null).await.refused(409, "entry_shares_open");
    let entry_id = id(&entry).parse().unwrap();
    let team = app.write(move |tx| modrotisk::entries::team(tx, &entry_id)).await;
    assert_eq!(team.iter().map(|member| member.share_bp).collect::<Vec<_>>(), [6_000, 4_000]);
    mara.delete(&format!("{path}/members/{}", jure.account)).await.refused(409, "entry_submitted");
    app.finish().await;
}

#[actix_web::test]
async fn rights_and_originality_come_before_everything() {
    let (app, _, challenge, mara) = scene().await;
    let begin = |change: Value| {
        let mut acceptance = acceptance(&challenge);
        acceptance.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        mara.post("/entries", json!({ "challenge": challenge["slug"], "acceptance": acceptance })).boxed_local()
    };
    begin(json!({ "rights_accepted": false })).await.refused(422, "rights_not_accepted");
    begin(json!({ "originality_declared": false })).await.refused(422, "rights_not_accepted");
    begin(json!({ "rights_text_version": "yesterday" })).await.refused(409, "rights_text_changed");
    // A studio that is not one's own cannot be named.
    let other = app.creator("druga").await;
    begin(json!({ "studio_id": other.organisation })).await.refused(404, "not_found");
    assert_eq!(mara.get("/entries").await.ok()["items"], json!([]));
    begin(json!({ "studio_id": mara.organisation })).await.created();
    app.finish().await;
}

#[actix_web::test]
async fn nobody_is_part_of_more_entries_than_the_challenge_allows() {
    let (app, _, challenge, mara) = scene().await;
    let first = begun(&mara, &challenge).await;
    begun(&mara, &challenge).await;
    let again = json!({ "challenge": challenge["slug"], "acceptance": acceptance(&challenge) });
    mara.post("/entries", again.clone()).await.refused(409, "entry_limit");
    // Whoever invites learns nothing of that; whoever is invited does.
    let jure = app.buyer("jure").await;
    let theirs = begun(&jure, &challenge).await;
    jure.post(&format!("/entries/{}/invitations", id(&theirs)), json!({ "email": mara.email })).await.ok();
    let token = secret(&app, &mara.email).await;
    let join = json!({ "token": token, "acceptance": acceptance(&challenge) });
    mara.post("/entry-invitations/acceptance", join.clone()).await.refused(409, "entry_limit");
    // A place is free again once an entry is withdrawn.
    mara.post(&format!("/entries/{}/withdrawal", id(&first)), Value::Null).await.ok();
    mara.post("/entry-invitations/acceptance", join).await.ok();
    mara.post("/entries", again).await.refused(409, "entry_limit");
    app.finish().await;
}

#[actix_web::test]
async fn a_team_is_no_larger_than_the_challenge_allows_and_a_letter_is_good_once() {
    let (app, _, challenge, mara) = scene().await;
    let entry = begun(&mara, &challenge).await;
    for name in ["ena", "dva", "tri"] {
        let who = app.buyer(name).await;
        joined(&app, &mara, &challenge, &entry, &who).await;
    }
    let path = format!("/entries/{}/invitations", id(&entry));
    mara.post(&path, json!({ "email": "peta@example.org" })).await.refused(409, "entry_team_full");
    let ena = app.mails_to("ena@example.org").await;
    let token = ena[0].body_text.split("#token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    app.visitor().post("/entry-invitations/preview", json!({ "token": token })).await.refused(410, "token_spent");
    // Before anything was submitted, somebody may leave; the share goes to who leads.
    let members = mara.get(&format!("/entries/{}", id(&entry))).await.ok();
    let ena = members["team"][1]["account_id"].as_str().unwrap().to_owned();
    mara.delete(&format!("/entries/{}/members/{ena}", id(&entry))).await.ok();
    mara.post(&path, json!({ "email": "peta@example.org" })).await.ok();
    let stranger = app.buyer("sesta").await;
    let token = secret(&app, "peta@example.org").await;
    stranger
        .post("/entry-invitations/acceptance", json!({ "token": token, "acceptance": acceptance(&challenge) }))
        .await
        .refused(403, "invitation_for_other_email");
    app.finish().await;
}

#[actix_web::test]
async fn files_forget_who_made_them_and_are_gone_with_the_entry() {
    let (app, _, challenge, mara) = scene().await;
    let entry = begun(&mara, &challenge).await;
    upload(&mara, &entry, "picture", "mara-dvorisce.jpg", telephone_picture(900, 600, 1)).await.created();
    let seen = upload(&mara, &entry, "document", "Mara%20Skrivna%20nacrt.pdf", paper()).await.created();
    assert_eq!(seen["files"][1]["name"], "Mara Skrivna nacrt.pdf");
    upload(&mara, &entry, "document", "x.pdf", b"MZ no paper".to_vec()).await.refused(415, "entry_file_unsupported");
    upload(&mara, &entry, "document", "x.pdf", b"%PDF-1.7 broken".to_vec()).await.refused(422, "entry_file_unreadable");
    upload(&mara, &entry, "picture", "x.jpg", paper()).await.refused(415, "media_type_unsupported");
    for bytes in blobs(&app) {
        assert!(!holds(&bytes, "GPS-SECRET-PLACE") && !holds(&bytes, "Mara Skrivna"));
    }
    assert!(blobs(&app).len() >= 2);
    let file = |seen: &Value, index: usize| format!("/entries/{}/files/{}", id(&entry), id(&seen["files"][index]));
    let picture = mara.get(&format!("{}?width=400", file(&seen, 0))).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type").as_str()), (200, "image/webp"));
    let paper = mara.get(&file(&seen, 1)).await;
    assert_eq!(paper.header("content-disposition"), "attachment; filename=\"1.pdf\"");
    // What no version shows is gone at once; what one shows, only with the entry.
    let entry = written(&mara, &seen, "Lonček").await;
    submitted(&mara, &entry).await;
    let other = upload(&mara, &entry, "picture", "drugo.jpg", telephone_picture(640, 480, 1)).await.created();
    let before = blobs(&app).len();
    mara.delete(&file(&other, 2)).await.ok();
    assert!(blobs(&app).len() < before);
    let kept = blobs(&app).len();
    mara.delete(&file(&seen, 0)).await.ok();
    assert_eq!(blobs(&app).len(), kept);
    let gone = mara.post(&format!("/entries/{}/withdrawal", id(&entry)), Value::Null).await.ok();
    assert_eq!((&gone["status"], &gone["files"], &gone["content"]["description"]), (&json!("withdrawn"), &json!([]), &json!("")));
    assert_eq!(gone["versions"][0]["files"], 0);
    assert!(blobs(&app).is_empty(), "blobs are left");
    mara.get(&file(&seen, 1)).await.refused(404, "not_found");
    mara.post(&format!("/entries/{}/submission", id(&entry)), Value::Null).await.refused(409, "entry_withdrawn");
    app.finish().await;
}

#[actix_web::test]
async fn an_upload_that_does_not_come_to_its_end_leaves_nothing() {
    let (app, _, challenge, mara) = scene().await;
    begun(&mara, &challenge).await;
    app.write(|tx| modrotisk::entries::reserve(tx, &["entries/orphan.pdf".to_owned()])).await;
    app.inner().blobs().put("entries/orphan.pdf", b"%PDF-").unwrap();
    app.wind().await;
    app.run_jobs().await;
    assert_eq!(blobs(&app).len(), 1, "an upload has an hour");
    app.advance(minutes(75)).await;
    assert!(blobs(&app).is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn the_close_is_a_matter_of_one_instant_and_the_last_version_before_it_counts() {
    let (app, _, challenge, mara) = scene().await;
    let entry = entered(&mara, &challenge, "Prva").await;
    let entry = written(&mara, &entry, "Druga").await;
    let closes = modrotisk::kit::time::Instant::parse(challenge["closes_at"].as_str().unwrap()).unwrap();
    app.inner().db().clock().advance(closes.since(app.inner().now()) - Duration::from_millis(1));
    assert_eq!(submitted(&mara, &entry).await["number"], 2);
    let entry = written(&mara, &entry, "Tretja").await;
    app.inner().db().clock().advance(Duration::from_millis(1));
    let path = format!("/entries/{}", id(&entry));
    mara.post(&format!("{path}/submission"), Value::Null).await.refused(409, "entries_closed");
    mara.with("if-match", "\"4\"").put(&format!("{path}/draft"), words("Četrta")).await.refused(409, "entries_closed");
    upload(&mara, &entry, "picture", "x.jpg", telephone_picture(640, 480, 1)).await.refused(409, "entries_closed");
    let late = json!({ "challenge": challenge["slug"], "acceptance": acceptance(&challenge) });
    app.buyer("pozna").await.post("/entries", late).await.refused(409, "entries_closed");
    let entry_id = id(&entry).parse().unwrap();
    assert_eq!(app.write(move |tx| modrotisk::entries::title(tx, &entry_id)).await, "Druga");
    app.finish().await;
}

#[actix_web::test]
async fn control_without_the_guard_of_the_close_an_entry_comes_too_late() {
    let (app, _, challenge, mara) = scene().await;
    let entry = written(&mara, &begun(&mara, &challenge).await, "Prepozno").await;
    app.advance(days(21)).await;
    let _off = guard::switch_off("entry_close");
    submitted(&mara, &entry).await;
    let breaches = app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("after the close")), "{breaches:?}");
}

#[actix_web::test]
async fn two_members_who_write_at_once_do_not_overwrite_each_other() {
    let (app, _, challenge, mara) = scene().await;
    let jure = app.buyer("jure").await;
    let entry = begun(&mara, &challenge).await;
    joined(&app, &mara, &challenge, &entry, &jure).await;
    written(&mara, &entry, "Marina").await;
    let path = format!("/entries/{}/draft", id(&entry));
    jure.with("if-match", "\"1\"").put(&path, words("Juretova")).await.refused(412, "version_conflict");
    app.finish().await;
}

#[actix_web::test]
async fn a_later_deadline_and_a_cancellation_reach_every_entrant() {
    let (app, company, challenge, mara) = scene().await;
    app.wind().await;
    entered(&mara, &challenge, "Lonček").await;
    app.advance(minutes(2)).await;
    let fresh = company.get(&format!("/challenges/{}", id(&challenge))).await.ok();
    let closes = crate::briefs::moment(&app, days(30));
    let later = json!({ "closes": closes, "judged": crate::briefs::moment(&app, days(44)), "revealed": crate::briefs::moment(&app, days(51)), "reason": "Preja pride pozneje." });
    company
        .with("if-match", &format!("\"{}\"", fresh["version"]))
        .put(&format!("/challenges/{}/deadline", id(&challenge)), later)
        .await
        .ok();
    app.advance(minutes(2)).await;
    let count = |letters: &[modrotisk::mail::Mail], key: &str| letters.iter().filter(|letter| letter.key.contains(key)).count();
    assert_eq!(count(&app.mails_to(&mara.email).await, "sealed:deadline:"), 1);
    let message = json!({ "reason": "Predilnica se seli.", "message": { "sl": "Izziv odpade, preje ne bo." } });
    company.post(&format!("/challenges/{}/cancellation", id(&challenge)), message).await.ok();
    app.advance(minutes(5)).await;
    let letters = app.mails_to(&mara.email).await;
    assert_eq!((count(&letters, "sealed:cancelled:"), count(&letters, "sealed:deadline:")), (1, 1));
    app.finish().await;
}
