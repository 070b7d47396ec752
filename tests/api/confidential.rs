//! Papers that a company shows only to those who promise to keep them, and the public's vote.

use actix_web::http::Method;
use modrotisk::kit::guard;
use modrotisk::kit::time::days;
use serde_json::{Value, json};

use crate::briefs::{brief, open_challenge, published};
use crate::entries::{entered, paper};
use crate::events::id;
use crate::harness::{Caller, PASSWORD, TestApp};
use crate::juries::{Seated, seated};
use crate::listings::signed_in_again;

async fn attached(company: &Caller, challenge: &Value, title: &str) -> Value {
    let path = format!("/challenges/{}/attachments?title={title}", id(challenge));
    company.with("content-type", "application/pdf").send(Method::POST, &path, Some(paper())).await.created()
}

async fn promises(caller: &Caller, challenge: &Value) -> Value {
    let own = format!("/me/challenges/{}", id(challenge));
    let text = caller.get(&format!("{own}/attachments")).await.ok()["text_version"].clone();
    caller.put(&format!("{own}/confidence"), json!({ "text_version": text })).await.ok()
}

#[actix_web::test]
async fn a_confidential_paper_is_read_after_the_promise_and_by_nobody_else() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let (mara, zoja) = (app.buyer("mara").await, app.buyer("zoja").await);
    let book = attached(&company, &challenge, "Skrivna-zlitina").await;
    let (paper, own) = (id(&book["items"][0]), format!("/me/challenges/{}", id(&challenge)));
    let mine = mara.get(&format!("{own}/attachments")).await.ok();
    assert_eq!((&mine["any"], &mine["items"], &mine["accepted_at"]), (&json!(true), &json!([]), &Value::Null));
    assert!(mine["text"].as_str().unwrap().contains("zaupno"), "{mine}");
    let file = format!("{own}/attachments/{paper}");
    // Whatever id is tried, there is nothing before the promise.
    mara.get(&file).await.refused(404, "not_found");
    mara.get(&format!("{own}/attachments/att_00000000-0000-7000-8000-000000000000")).await.refused(404, "not_found");
    mara.put(&format!("{own}/confidence"), json!({ "text_version": "2020-01" })).await.refused(422, "invalid");
    app.visitor().get(&file).await.refused(401, "not_signed_in");
    let promised = promises(&mara, &challenge).await;
    assert_eq!(promised["items"][0]["title"], "Skrivna-zlitina");
    let sent = mara.get(&file).await;
    assert_eq!(
        (sent.status.as_u16(), sent.header("content-type").as_str(), sent.header("cache-control").as_str()),
        (200, "application/pdf", "private, no-store")
    );
    assert_eq!((sent.header("etag").as_str(), sent.header("last-modified").as_str()), ("", ""));
    // The promise of one is not that of another, and not for another challenge.
    zoja.get(&file).await.refused(404, "not_found");
    let other = open_challenge(&app, &app.company("tuje").await, days(20)).await;
    mara.get(&format!("/me/challenges/{}/attachments/{paper}", id(&other))).await.refused(404, "not_found");
    // The company sees who promised, to which text and when; others of the trade and the desk see nothing.
    let book = company.get(&format!("/challenges/{}/attachments", id(&challenge))).await.ok();
    assert_eq!((&book["promises"][0]["name"], &book["promises"][0]["opened"]), (&json!("mara"), &json!(1)));
    assert_eq!(book["promises"][0]["text_version"], mine["text_version"]);
    for caller in [&app.company("druga").await, &mara, &app.coordinator().await] {
        caller.get(&format!("/challenges/{}/attachments", id(&challenge))).await.refused(404, "not_found");
        caller.get(&format!("/challenges/{}/attachments/{paper}", id(&challenge))).await.refused(404, "not_found");
    }
    // Taken away is gone, with its bytes.
    company.send(Method::DELETE, &format!("/challenges/{}/attachments/{paper}", id(&challenge)), None).await.ok();
    mara.get(&file).await.refused(404, "not_found");
    assert_eq!(mara.get(&format!("{own}/attachments")).await.ok()["any"], false);
    app.finish().await;
}

#[actix_web::test]
async fn a_draft_is_thrown_away_with_its_papers_and_its_invited_jurors() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let path = format!("/organisations/{}/challenges", company.organisation);
    let draft = company.post(&path, json!({})).await.created();
    attached(&company, &draft, "Skrivna-zlitina").await;
    let juror = json!({ "name": "Ana Žirantka", "email": "ana@example.org", "chairs": false });
    company.post(&format!("/challenges/{}/jurors", id(&draft)), juror).await.ok();
    company.send(Method::DELETE, &format!("/challenges/{}", id(&draft)), None).await.ok();
    company.get(&format!("/challenges/{}", id(&draft))).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn nothing_public_tells_of_confidential_papers() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let slug = challenge["slug"].as_str().unwrap();
    let pages = [
        format!("/storefront/challenges/{slug}"),
        "/storefront/challenges".to_owned(),
        "/storefront/search/suggestions?q=zlitina".to_owned(),
    ];
    let mut before = Vec::new();
    for page in &pages {
        let seen = app.visitor().get(page).await;
        before.push((seen.header("etag").to_owned(), seen.bytes.clone()));
    }
    attached(&company, &challenge, "Skrivna-zlitina").await;
    for (page, (etag, bytes)) in pages.iter().zip(&before) {
        let seen = app.visitor().get(page).await;
        assert_eq!(&seen.header("etag"), etag, "{page}");
        assert_eq!(&seen.bytes, bytes, "{page}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn an_open_paper_is_read_by_everybody_on_the_page_and_a_confidential_one_is_not_among_them() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let path = format!("/organisations/{}/challenges", company.organisation);
    let draft = company.post(&path, json!({ "content": brief(&app, days(20)) })).await.created();
    let secret = id(&attached(&company, &draft, "Skrivna-zlitina").await["items"][0]);
    let open = id(&attached(&company, &draft, "Tloris&open=true").await["items"][1]);
    let slug = draft["slug"].as_str().unwrap();
    let paper = |id: &str| format!("/storefront/challenges/{slug}/papers/{id}");
    app.visitor().get(&paper(&open)).await.refused(404, "not_found");
    submitted_and_approved(&app, &company, &draft).await;
    let page = app.visitor().get(&format!("/storefront/challenges/{slug}")).await.ok();
    assert_eq!(page["papers"].as_array().unwrap().len(), 1);
    assert_eq!((&page["papers"][0]["title"], &page["papers"][0]["id"]), (&json!("Tloris"), &json!(open)));
    let sent = app.visitor().get(&paper(&open)).await;
    assert_eq!((sent.status.as_u16(), sent.header("content-type").as_str()), (200, "application/pdf"));
    app.visitor().get(&paper(&secret)).await.refused(404, "not_found");
    // The promise is about the confidential ones alone.
    let mine = promises(&app.buyer("mara").await, &draft).await;
    assert_eq!((mine["items"].as_array().unwrap().len(), &mine["items"][0]["id"]), (1, &json!(secret)));
    app.finish().await;
}

async fn submitted_and_approved(app: &TestApp, company: &Caller, draft: &Value) {
    let receipt = company.post(&format!("/challenges/{}/submission", id(draft)), Value::Null).await.created();
    let decision = format!("/desk/submissions/{}/decision", id(&receipt));
    app.coordinator().await.post(&decision, json!({ "decision": "approved" })).await.created();
}

#[actix_web::test]
async fn papers_come_until_the_close_and_only_as_pdf_from_the_companys_managers() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(5)).await;
    let path = format!("/challenges/{}/attachments?title=Recept", id(&challenge));
    let colleague = app.colleague(&company, "sodelavka").await;
    colleague.with("content-type", "application/pdf").send(Method::POST, &path, Some(paper())).await.refused(403, "role_too_low");
    let sends = company.with("content-type", "application/pdf");
    sends.send(Method::POST, &path, Some(b"<html>".to_vec())).await.refused(415, "entry_file_unsupported");
    app.advance(days(6)).await;
    sends.send(Method::POST, &path, Some(paper())).await.refused(409, "challenge_state");
    app.finish().await;
}

#[actix_web::test]
async fn without_the_guard_a_paper_opens_without_a_promise_and_the_audit_says_so() {
    let app = TestApp::start().await;
    let company = app.company("jeklo").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let book = attached(&company, &challenge, "Recept").await;
    let mara = app.buyer("mara").await;
    let file = format!("/me/challenges/{}/attachments/{}", id(&challenge), id(&book["items"][0]));
    mara.get(&file).await.refused(404, "not_found");
    let _off = guard::switch_off("confidence");
    assert_eq!(mara.get(&file).await.status.as_u16(), 200);
    let breaches = app.breaches().await;
    assert!(breaches.iter().any(|breach| breach.contains("without a promise")), "{breaches:?}");
}

/// A revealed challenge with two entries, whose public votes.
async fn voted(app: &TestApp) -> (Value, Vec<Caller>, String) {
    let company = app.company("jeklo").await;
    let mut text = brief(app, days(2));
    (text["public_vote"], text["vote_days"]) = (json!(true), json!(5));
    let challenge = published(&app.other_coordinator("desk-of-vote").await, &company, text).await;
    let ana: Seated = seated(app, &company, &challenge, app.buyer("ana").await, false).await;
    let mut makers = Vec::new();
    for (name, title) in [("mara", "Lonček"), ("jure", "Svečnik")] {
        let maker = app.creator(name).await;
        entered(&maker, &challenge, title).await;
        makers.push(maker);
    }
    let slug = challenge["slug"].as_str().unwrap().to_owned();
    makers[0].get(&format!("/me/votes/{slug}")).await.refused(409, "results_not_out");
    app.visitor().get(&format!("/storefront/challenges/{slug}/vote")).await.refused(409, "results_not_out");
    app.advance(days(3)).await;
    company.post(&format!("/challenges/{}/judging", id(&challenge)), Value::Null).await.ok();
    ana.judges("Lonček", [7, 7, 7]).await;
    ana.judges("Svečnik", [6, 6, 6]).await;
    company.post(&format!("/challenges/{}/ranking", id(&challenge)), Value::Null).await.ok();
    app.wind().await;
    app.advance(days(21)).await;
    (challenge, makers, slug)
}

fn handle(vote: &Value, title: &str) -> String {
    let found = vote["items"].as_array().unwrap().iter().find(|item| item["title"] == title);
    found.unwrap()["handle"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_public_votes_once_each_and_reads_the_count_at_the_end() {
    let app = TestApp::start().await;
    let (_, makers, slug) = voted(&app).await;
    let (page, own) = (format!("/storefront/challenges/{slug}/vote"), format!("/me/votes/{slug}"));
    let vote = app.visitor().get(&page).await.ok();
    assert_eq!((&vote["open"], &vote["total"], &vote["items"][0]["votes"]), (&json!(true), &Value::Null, &Value::Null));
    let (cup, light) = (handle(&vote, "Lonček"), handle(&vote, "Svečnik"));
    app.visitor().put(&own, json!({ "handle": cup })).await.refused(401, "not_signed_in");
    assert_eq!(makers[0].get(&own).await.ok()["own"], json!([cup]));
    makers[0].put(&own, json!({ "handle": cup })).await.refused(403, "own_vote");
    makers[0].put(&own, json!({ "handle": light })).await.ok();
    makers[0].put(&own, json!({ "handle": "izmisljen" })).await.refused(422, "invalid");
    let neza = app.buyer("neza").await;
    assert_eq!(neza.put(&own, json!({ "handle": cup })).await.ok()["handle"], json!(cup));
    assert_eq!(neza.put(&own, json!({ "handle": light })).await.ok()["handle"], json!(light));
    assert_eq!(app.visitor().get(&page).await.ok()["items"][0]["votes"], Value::Null, "hidden until the end");
    app.advance(days(6)).await;
    neza.put(&own, json!({ "handle": cup })).await.refused(409, "vote_over");
    let vote = app.visitor().get(&page).await.ok();
    assert_eq!(
        (&vote["open"], &vote["total"], &vote["items"][0]["title"], &vote["items"][0]["votes"]),
        (&json!(false), &json!(2), &json!("Svečnik"), &json!(2))
    );
    app.finish().await;
}

#[actix_web::test]
async fn two_votes_of_one_person_at_once_are_one() {
    let app = TestApp::start().await;
    let (_, _, slug) = voted(&app).await;
    let (page, own) = (format!("/storefront/challenges/{slug}/vote"), format!("/me/votes/{slug}"));
    let vote = app.visitor().get(&page).await.ok();
    let (cup, light) = (handle(&vote, "Lonček"), handle(&vote, "Svečnik"));
    let neza = app.buyer("neza").await;
    let casts = (0..8).map(|index| {
        let (neza, own, chosen) = (neza.clone(), own.clone(), if index % 2 == 0 { cup.clone() } else { light.clone() });
        async move { neza.put(&own, json!({ "handle": chosen })).await.ok() }
    });
    futures_util::future::join_all(casts).await;
    app.advance(days(6)).await;
    assert_eq!(app.visitor().get(&page).await.ok()["total"], 1);
    app.finish().await;
}

#[actix_web::test]
async fn without_the_guards_a_vote_for_oneself_or_too_late_is_a_breach() {
    let app = TestApp::start().await;
    let (challenge, makers, slug) = voted(&app).await;
    let own = format!("/me/votes/{slug}");
    let vote = app.visitor().get(&format!("/storefront/challenges/{slug}/vote")).await.ok();
    {
        let _off = guard::switch_off("vote_own");
        makers[0].put(&own, json!({ "handle": handle(&vote, "Lonček") })).await.ok();
    }
    assert!(app.breaches().await.iter().any(|breach| breach.contains("of their own")), "{}", id(&challenge));
    app.advance(days(6)).await;
    let neza = app.buyer("neza").await;
    neza.put(&own, json!({ "handle": handle(&vote, "Lonček") })).await.refused(409, "vote_over");
    let _off = guard::switch_off("vote_close");
    neza.put(&own, json!({ "handle": handle(&vote, "Lonček") })).await.ok();
}

#[actix_web::test]
async fn a_challenge_that_promised_no_vote_has_none() {
    let app = TestApp::start().await;
    let challenge = open_challenge(&app, &app.company("jeklo").await, days(20)).await;
    let slug = challenge["slug"].as_str().unwrap();
    app.visitor().get(&format!("/storefront/challenges/{slug}/vote")).await.refused(404, "not_found");
    app.buyer("neza").await.put(&format!("/me/votes/{slug}"), json!({ "handle": "x" })).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_company_that_poses_the_challenge_with_another_reads_its_papers_once_it_is_public() {
    let app = TestApp::start().await;
    let (company, partner, mara) = (app.company("jeklo").await, app.company("partner").await, app.buyer("mara").await);
    let mut text = brief(&app, days(20));
    text["host_ids"] = json!([partner.organisation]);
    let path = format!("/organisations/{}/challenges", company.organisation);
    let draft = company.post(&path, json!({ "content": text })).await.created();
    let secret = id(&attached(&company, &draft, "Skrivna-zlitina").await["items"][0]);
    let book = |challenge: &Value| format!("/challenges/{}/attachments", id(challenge));
    // A draft is its company's alone; whom it names there has not been told.
    partner.get(&book(&draft)).await.refused(404, "not_found");
    submitted_and_approved(&app, &company, &draft).await;
    promises(&mara, &draft).await;
    let seen = partner.get(&book(&draft)).await.ok();
    assert_eq!((&seen["items"][0]["title"], &seen["promises"][0]["name"]), (&json!("Skrivna-zlitina"), &json!("mara")));
    assert_eq!((&seen["yours"], &seen["may_attach"]), (&json!(false), &json!(false)));
    assert_eq!(company.get(&book(&draft)).await.ok()["yours"], true);
    assert_eq!(partner.get(&format!("{}/{secret}", book(&draft))).await.status.as_u16(), 200);
    let own = format!("/me/challenges/{}/attachments", id(&draft));
    let mine = partner.get(&own).await.ok();
    assert_eq!((&mine["hosts"], &mine["accepted_at"], &mine["items"][0]["id"]), (&json!(true), &Value::Null, &json!(secret)));
    assert_eq!(partner.get(&format!("{own}/{secret}")).await.status.as_u16(), 200);
    // It reads, and changes nothing; a company that is not named reads nothing.
    partner.send(Method::DELETE, &format!("{}/{secret}", book(&draft)), None).await.refused(404, "not_found");
    let other = app.company("druga").await;
    other.get(&book(&draft)).await.refused(404, "not_found");
    other.get(&format!("{own}/{secret}")).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn votes_and_promises_go_into_the_file_and_go_with_the_account() {
    let app = TestApp::start().await;
    let (_, _, slug) = voted(&app).await;
    let (page, own) = (format!("/storefront/challenges/{slug}/vote"), format!("/me/votes/{slug}"));
    let vote = app.visitor().get(&page).await.ok();
    let company = app.company("tuje").await;
    let challenge = open_challenge(&app, &company, days(20)).await;
    let secret = id(&attached(&company, &challenge, "Recept").await["items"][0]);
    let (neza, zoja, lana) = (app.buyer("neza").await, app.buyer("zoja").await, app.buyer("lana").await);
    for (voter, title) in [(&neza, "Lonček"), (&zoja, "Lonček"), (&lana, "Svečnik")] {
        voter.put(&own, json!({ "handle": handle(&vote, title) })).await.ok();
    }
    promises(&neza, &challenge).await;
    promises(&zoja, &challenge).await;
    neza.get(&format!("/me/challenges/{}/attachments/{secret}", id(&challenge))).await;
    let file = neza.get("/me/export").await.ok();
    assert_eq!(file["votes"][0]["entry"], "Lonček");
    assert_eq!((&file["promises"][0]["challenge_id"], file["promises"][0]["opened"].as_array().unwrap().len()), (&challenge["id"], 1));
    assert_eq!(zoja.get("/me/export").await.ok()["promises"][0]["opened"], json!([]));
    // While the vote is open, a vote of somebody who goes is as if it was never given.
    let erase = json!({ "password": PASSWORD });
    lana.post("/me/deletion", erase.clone()).await.ok();
    app.advance(days(6)).await;
    let count = async || app.visitor().get(&page).await.ok()["total"].clone();
    assert_eq!(count().await, 2);
    // After that the sum stays as it was told, and nobody's name with it.
    for goes in [&neza, &zoja] {
        signed_in_again(&app, goes).await.post("/me/deletion", erase.clone()).await.ok();
        assert_eq!(count().await, 2);
    }
    let left = app
        .write(|tx| {
            use diesel::prelude::*;
            use modrotisk::db::schema::challenge_votes;
            Ok(challenge_votes::table.count().get_result::<i64>(tx.db)?)
        })
        .await;
    assert_eq!(left, 0);
    // The company still reads who holds its secret; who never opened it is gone.
    let company = signed_in_again(&app, &company).await;
    let book = company.get(&format!("/challenges/{}/attachments", id(&challenge))).await.ok();
    let names: Vec<&str> = book["promises"].as_array().unwrap().iter().filter_map(|promise| promise["name"].as_str()).collect();
    assert_eq!(names, ["neza"]);
    app.finish().await;
}
