//! Challenges: written, decided, published and frozen; opened and closed by the clock; asked about, followed, called off.

use std::time::Duration;

use modrotisk::kit::time::{days, hours, minutes};
use serde_json::{Value, json};

use crate::briefs::{begun, brief, moment, open_challenge, published, reread, submitted};
use crate::events::{id, seen};
use crate::harness::TestApp;

#[actix_web::test]
async fn a_brief_is_written_approved_published_opened_and_closed_by_the_clock() {
    let app = TestApp::start().await;
    app.wind().await;
    let (desk, mill) = (app.coordinator().await, app.company("predilnica").await);
    let mut content = brief(&app, days(9));
    content["opens"] = moment(&app, days(2));
    let challenge = begun(&mill, content).await;
    assert_eq!((challenge["state"].as_str(), challenge["missing"].as_array().unwrap().len()), (Some("draft"), 0));
    let receipt = submitted(&mill, &challenge).await;
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" })).await.created();
    assert_eq!(reread(&mill, &challenge).await["state"], "published");
    app.advance(days(2)).await;
    // The clock alone decides, whether or not the job has run.
    assert_eq!(reread(&mill, &challenge).await["state"], "open");
    assert_eq!(reread(&mill, &challenge).await["state"], "open");
    app.advance(days(7)).await;
    assert_eq!(reread(&mill, &challenge).await["state"], "closed");
    app.finish().await;
}

#[actix_web::test]
async fn the_deadline_is_kept_to_the_millisecond() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    let challenge = open_challenge(&app, &mill, days(3)).await;
    let closes = modrotisk::kit::time::Instant::parse(challenge["closes_at"].as_str().unwrap()).unwrap();
    let left = closes.since(app.inner().now());
    app.advance(left - Duration::from_millis(1)).await;
    assert_eq!(reread(&mill, &challenge).await["state"], "open");
    app.advance(Duration::from_millis(1)).await;
    assert_eq!(reread(&mill, &challenge).await["state"], "closed");
    app.finish().await;
}

#[actix_web::test]
async fn an_incomplete_brief_is_kept_and_not_taken_by_the_desk() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    let mut content = brief(&app, days(30));
    content["criteria"][0]["weight"] = json!(10);
    content["rights"] = Value::Null;
    content["languages"] = json!(["sl", "en"]);
    let challenge = begun(&mill, content).await;
    let problem = mill.post(&format!("/challenges/{}/submission", id(&challenge)), Value::Null).await.refused(422, "challenge_incomplete");
    let found: Vec<(&str, &str)> = problem["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| (field["pointer"].as_str().unwrap(), field["code"].as_str().unwrap()))
        .collect();
    for wanted in [("/criteria", "weights_not_100"), ("/rights", "rights_missing"), ("/task/en", "task_missing")] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    let english = &challenge["completeness"][1];
    assert_eq!((english["language"].as_str(), english["written"].as_i64()), (Some("en"), Some(1)));
    app.finish().await;
}

#[actix_web::test]
async fn a_studio_poses_no_challenges_and_strangers_find_none() {
    let app = TestApp::start().await;
    let (mill, ajda) = (app.company("predilnica").await, app.creator("ajda").await);
    ajda.post(&format!("/organisations/{}/challenges", ajda.organisation), json!({ "content": {} })).await.refused(403, "forbidden");
    let challenge = begun(&mill, brief(&app, days(30))).await;
    ajda.get(&format!("/challenges/{}", id(&challenge))).await.refused(404, "not_found");
    seen(&ajda, &challenge).put(&format!("/challenges/{}/draft", id(&challenge)), brief(&app, days(3))).await.refused(404, "not_found");
    app.visitor().get("/storefront/challenges/druga-nit").await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn what_was_published_stands_and_only_the_deadline_moves_and_only_later() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    let challenge = open_challenge(&app, &mill, days(6)).await;
    let mut other = challenge["content"].clone();
    other["criteria"][0]["weight"] = json!(41);
    seen(&mill, &challenge).put(&format!("/challenges/{}/draft", id(&challenge)), other).await.refused(409, "challenge_frozen");

    let path = format!("/challenges/{}/deadline", id(&challenge));
    let earlier = json!({ "closes": moment(&app, days(5)), "reason": "Prej smo gotovi." });
    seen(&mill, &challenge).put(&path, earlier).await.refused(422, "invalid");
    let beyond_judging = json!({ "closes": moment(&app, days(26)), "reason": "Praznik." });
    seen(&mill, &challenge).put(&path, beyond_judging).await.refused(422, "invalid");
    let later = json!({ "closes": moment(&app, days(9)), "reason": "Material je prišel pozneje." });
    let moved = seen(&mill, &challenge).put(&path, later.clone()).await.ok();
    assert_eq!(moved["deadline_moves"][0]["reason"], "Material je prišel pozneje.");
    seen(&mill, &challenge).put(&path, later).await.refused(412, "version_conflict");
    app.advance(days(7)).await;
    assert_eq!(reread(&mill, &challenge).await["state"], "open");
    app.advance(days(3)).await;
    let after = json!({ "closes": moment(&app, days(10)), "reason": "Še malo." });
    seen(&mill, &moved).put(&path, after).await.refused(409, "challenge_state");
    app.finish().await;
}

#[actix_web::test]
async fn whoever_follows_learns_of_the_opening_of_a_new_deadline_and_of_the_end() {
    let app = TestApp::start().await;
    app.wind().await;
    let (desk, mill, neza) = (app.coordinator().await, app.company("predilnica").await, app.buyer("neza").await);
    let mut content = brief(&app, days(30));
    content["opens"] = moment(&app, days(1));
    let challenge = published(&desk, &mill, content).await;
    neza.put(&format!("/me/challenges/{}/follow", id(&challenge)), Value::Null).await;
    neza.put(&format!("/me/challenges/{}/follow", id(&challenge)), Value::Null).await;
    assert_eq!(neza.get(&format!("/me/challenges/{}", id(&challenge))).await.ok()["following"], true);
    app.advance(days(1) + minutes(1)).await;
    let later = json!({ "closes": moment(&app, days(36)), "reason": "Material je prišel pozneje." });
    let challenge = reread(&mill, &challenge).await;
    seen(&mill, &challenge).put(&format!("/challenges/{}/deadline", id(&challenge)), later).await.ok();
    let why = json!({ "reason": "Predilnica se seli.", "message": { "sl": "Žal nam je, predilnica se seli." } });
    mill.post(&format!("/challenges/{}/cancellation", id(&challenge)), why).await.ok();
    let subjects: Vec<String> = app.mails_to("neza@example.org").await.into_iter().map(|mail| mail.subject).collect();
    for wanted in ["Izziv »Druga nit« je odprt", "Nov rok: Druga nit", "Odpovedano: Druga nit"] {
        assert_eq!(subjects.iter().filter(|subject| *subject == wanted).count(), 1, "{wanted} in {subjects:?}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_question_is_answered_in_public_and_its_asker_is_hidden() {
    let app = TestApp::start().await;
    let (mill, neza) = (app.company("predilnica").await, app.buyer("neza").await);
    let challenge = open_challenge(&app, &mill, days(6)).await;
    let path = format!("/challenges/{}/questions", id(&challenge));
    app.visitor().post(&path, json!({ "question": "Ali je volna barvana?" })).await.refused(401, "not_signed_in");
    let question = neza.post(&path, json!({ "question": "Ali je volna že barvana?" })).await.created();
    let page = app.visitor().get("/storefront/challenges/druga-nit").await.ok();
    assert!(page["questions"].as_array().unwrap().is_empty(), "nobody reads a question before its answer");
    let listed = mill.get(&path).await;
    assert!(!listed.text().contains(&neza.account) && !listed.text().contains("neza"), "the company does not learn who asked");
    let answer = json!({ "answer": "Da, v treh odtenkih." });
    mill.put(&format!("{path}/{}/answer", id(&question)), answer).await.ok();
    let page = app.visitor().get("/storefront/challenges/druga-nit").await;
    assert!(!page.text().contains(&neza.account) && !page.text().contains("neza"));
    assert_eq!(page.ok()["questions"][0]["answer"], "Da, v treh odtenkih.");
    assert_eq!(app.mails_to("neza@example.org").await.iter().filter(|mail| mail.subject == "Odgovor: Druga nit").count(), 1);
    app.advance(days(7)).await;
    neza.post(&path, json!({ "question": "Ali je še čas?  Prosim." })).await.refused(409, "questions_closed");
    app.finish().await;
}

#[actix_web::test]
async fn a_challenge_is_called_off_with_reasons_until_there_is_a_result() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    let why = json!({ "reason": "Predilnica se seli.", "message": { "sl": "Predilnica se seli." } });
    let waiting = begun(&mill, brief(&app, days(30))).await;
    submitted(&mill, &waiting).await;
    let off = mill.post(&format!("/challenges/{}/cancellation", id(&waiting)), why.clone()).await.ok();
    assert_eq!(off["state"], "cancelled");

    let challenge = open_challenge(&app, &mill, days(30)).await;
    let path = format!("/challenges/{}/cancellation", id(&challenge));
    mill.post(&path, json!({ "reason": "", "message": {} })).await.refused(422, "invalid");
    let helper = app.colleague(&mill, "pomocnica").await;
    helper.post(&path, why.clone()).await.refused(403, "role_too_low");
    mill.post(&path, why.clone()).await.ok();
    mill.post(&path, why).await.refused(409, "challenge_state");
    let page = app.visitor().get(&format!("/storefront/challenges/{}", challenge["slug"].as_str().unwrap())).await.ok();
    assert_eq!((page["state"].as_str(), page["state_message"].as_str()), (Some("cancelled"), Some("Predilnica se seli.")));
    app.finish().await;
}

#[actix_web::test]
async fn last_years_brief_is_copied_with_the_rhythm_of_its_days() {
    let app = TestApp::start().await;
    let (desk, mill, tannery) = (app.coordinator().await, app.company("predilnica").await, app.company("usnjarna").await);
    let challenge = open_challenge(&app, &mill, days(30)).await;
    let copied = mill.post(&format!("/challenges/{}/copy", id(&challenge)), json!({ "opens": "2027-11-02" })).await.created();
    assert_eq!((copied["state"].as_str(), copied["content"]["opens"]["date"].as_str()), (Some("draft"), Some("2027-11-02")));
    assert_eq!(copied["content"]["criteria"], challenge["content"]["criteria"]);
    assert_ne!(copied["slug"], challenge["slug"]);
    let to = json!({ "organisation_id": tannery.organisation, "opens": "2027-11-02" });
    tannery.post(&format!("/desk/challenges/{}/copy", id(&challenge)), to.clone()).await.refused(403, "coordinator_only");
    let there = desk.post(&format!("/desk/challenges/{}/copy", id(&challenge)), to).await.created();
    assert_eq!(there["organisation_id"].as_str(), Some(tannery.organisation.as_str()));
    app.finish().await;
}

#[actix_web::test]
async fn the_light_of_the_year_is_red_then_amber_then_green() {
    let app = TestApp::start().await;
    let (desk, mill) = (app.coordinator().await, app.company("predilnica").await);
    let light = async || desk.get("/desk/challenges").await.ok()["obligation"]["light"].as_str().unwrap().to_owned();
    assert_eq!(light().await, "red");
    let challenge = begun(&mill, brief(&app, days(30))).await;
    let receipt = submitted(&mill, &challenge).await;
    assert_eq!(light().await, "amber");
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" })).await.created();
    assert_eq!(light().await, "green");
    let board = desk.get("/desk/challenges").await.ok();
    assert_eq!((board["items"][0]["state"].as_str(), board["items"][0]["kilograms"].as_i64()), (Some("open"), Some(180)));
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_sends_a_brief_back_and_sees_what_changed() {
    let app = TestApp::start().await;
    let (desk, mill) = (app.coordinator().await, app.company("predilnica").await);
    let challenge = begun(&mill, brief(&app, days(30))).await;
    let receipt = submitted(&mill, &challenge).await;
    seen(&mill, &reread(&mill, &challenge).await)
        .put(&format!("/challenges/{}/draft", id(&challenge)), brief(&app, days(30)))
        .await
        .refused(409, "challenge_in_review");
    let back = json!({
        "decision": "changes_requested", "ground": "terms", "clause": "točka 4", "facts": "Povejte, kaj je s prevozom.",
        "comments": [{ "field": "/task/sl", "text": "Kdo pripelje material?" }]
    });
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), back).await.created();
    let returned = reread(&mill, &challenge).await;
    assert_eq!(returned["state"], "changes_requested");
    assert!(app.mails_to("predilnica@example.org").await.iter().any(|mail| mail.body_text.contains("izziv »Druga nit«")));
    let mut content = brief(&app, days(30));
    content["task"]["sl"] = json!("Razvijte izdelek za dom. Material pripelje predilnica.");
    let written = seen(&mill, &returned).put(&format!("/challenges/{}/draft", id(&challenge)), content).await.ok();
    let again = submitted(&mill, &written).await;
    let shown = desk.get(&format!("/desk/submissions/{}", id(&again))).await.ok();
    assert_eq!(shown["round"], 2);
    let changed = shown["changes"].as_array().into_iter().chain(shown["changes_since_last_round"].as_array()).flatten();
    assert!(changed.clone().any(|change| change["field"] == "/task/sl"), "{shown:#}");
    app.finish().await;
}

#[actix_web::test]
async fn a_chosen_hour_of_publication_is_kept_and_an_approved_brief_can_be_taken_back() {
    let app = TestApp::start().await;
    app.wind().await;
    let (desk, mill) = (app.coordinator().await, app.company("predilnica").await);
    let mut content = brief(&app, days(40));
    content["publishes"] = moment(&app, hours(10));
    content["opens"] = moment(&app, days(1));
    let challenge = published(&desk, &mill, content.clone()).await;
    assert_eq!((challenge["state"].as_str(), challenge["public_path"].as_str()), (Some("approved"), None));
    let draft = mill.delete(&format!("/challenges/{}/approval", id(&challenge))).await.ok();
    assert_eq!(draft["state"], "draft");
    let receipt = submitted(&mill, &draft).await;
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" })).await.created();
    app.advance(hours(10) + minutes(1)).await;
    assert_eq!(reread(&mill, &challenge).await["state"], "published");
    mill.delete(&format!("/challenges/{}/approval", id(&challenge))).await.refused(409, "challenge_state");
    app.finish().await;
}

#[actix_web::test]
async fn calendars_know_the_deadline_and_learn_that_it_moved() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    let challenge = open_challenge(&app, &mill, days(6)).await;
    let lines = async |path: &str| app.visitor().get(path).await.text().replace("\r\n ", "");
    let before = lines("//challenges/druga-nit.ics").await;
    assert!(before.contains("SUMMARY:Rok za oddajo: Druga nit") && before.contains("SEQUENCE:0"), "{before}");
    let later = json!({ "closes": moment(&app, days(8)), "reason": "Material zamuja." });
    seen(&mill, &challenge).put(&format!("/challenges/{}/deadline", id(&challenge)), later).await.ok();
    let after = lines("//challenges.ics").await;
    assert!(after.contains("SEQUENCE:1") && after.matches("BEGIN:VEVENT").count() == 3, "{after}");
    app.finish().await;
}

#[actix_web::test]
async fn a_page_says_its_title_to_machines_and_an_unknown_one_is_not_found() {
    let app = TestApp::start().await;
    let mill = app.company("predilnica").await;
    open_challenge(&app, &mill, days(6)).await;
    let page = app.visitor().get("//izzivi/druga-nit").await.text();
    assert!(page.contains("<title>Druga nit | Modrotisk</title>") && page.contains("application/ld+json"), "{page}");
    assert_eq!(app.visitor().get("//en/challenges/nothing").await.status.as_u16(), 404);
    assert!(app.visitor().get("//sitemap.xml").await.text().contains("/de/herausforderungen/druga-nit"));
    app.finish().await;
}

#[actix_web::test]
async fn the_home_page_shows_the_challenge_that_closes_next() {
    let app = TestApp::start().await;
    let (mill, tannery) = (app.company("predilnica").await, app.company("usnjarna").await);
    assert!(app.visitor().get("/storefront/home").await.ok()["challenge"].is_null());
    open_challenge(&app, &mill, days(20)).await;
    let sooner = open_challenge(&app, &tannery, days(6)).await;
    assert_eq!(app.visitor().get("/storefront/home").await.ok()["challenge"]["slug"], sooner["slug"]);
    let list = app.visitor().get("/storefront/challenges").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    app.finish().await;
}

#[actix_web::test]
async fn two_companies_pose_a_challenge_together_and_a_stranger_cannot_be_named() {
    let app = TestApp::start().await;
    let (desk, mill, tannery) = (app.coordinator().await, app.company("predilnica").await, app.company("usnjarna").await);
    let ajda = app.creator("ajda").await;
    let known = mill.get("/challenge-parties").await.ok();
    let names: Vec<&str> = known["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Studio predilnica", "Studio usnjarna"]);
    let mut content = brief(&app, days(9));
    content["host_ids"] = json!([mill.organisation]);
    let path = format!("/organisations/{}/challenges", mill.organisation);
    mill.post(&path, json!({ "content": content })).await.refused(422, "invalid");
    content["host_ids"] = json!([tannery.organisation]);
    published(&desk, &mill, content).await;
    let page = app.visitor().get("/storefront/challenges/druga-nit").await.ok();
    assert_eq!(page["companies"].as_array().unwrap().len(), 2);
    // Both are asked.
    ajda.post(&format!("/challenges/{}/questions", page["id"].as_str().unwrap()), json!({ "question": "Ali je volna barvana?" }))
        .await
        .created();
    for company in ["predilnica@example.org", "usnjarna@example.org"] {
        assert!(app.mails_to(company).await.iter().any(|mail| mail.subject == "Vprašanje o izzivu »Druga nit«"), "{company}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_takes_a_challenge_down_and_puts_it_back_up() {
    let app = TestApp::start().await;
    let (desk, mill) = (app.coordinator().await, app.company("predilnica").await);
    let challenge = published(&desk, &mill, brief(&app, days(9))).await;
    let why = json!({ "ground": "law", "clause": "ZASP, 9. člen", "facts": "Na sliki je tuje delo." });
    let path = format!("/desk/subjects/challenge/{}", id(&challenge));
    desk.post(&format!("{path}/suspension"), why).await.created();
    app.visitor().get("/storefront/challenges/druga-nit").await.refused(404, "not_found");
    desk.post(&format!("{path}/restoration"), json!({})).await.created();
    assert_eq!(app.visitor().get("/storefront/challenges/druga-nit").await.ok()["state"], "open");
    app.finish().await;
}

#[actix_web::test]
async fn terms_are_told_in_plain_words_and_worked_out() {
    let app = TestApp::start().await;
    let templates = app.visitor().with("Accept-Language", "de").get("/rights-templates").await.ok();
    assert_eq!(templates["items"].as_array().unwrap().len(), 3);
    let mut asked = json!({ "royalty": brief(&app, days(3))["royalty"], "pieces": 100, "net_price_cents": 4_000 });
    let told = app.visitor().post("/royalty-examples", asked.clone()).await.ok();
    assert_eq!(
        told["examples"][0]["owed_on_sales"]["amount"].as_i64().or(told["examples"][0]["owed_on_sales"]["cents"].as_i64()),
        Some(24_000)
    );
    asked["royalty"]["options"][0]["rate"]["bp"] = json!(0);
    app.visitor().post("/royalty-examples", asked).await.refused(422, "invalid");
    app.finish().await;
}
