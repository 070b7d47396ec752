//! What was given up is seen at the desk, and put back by a person; nobody reads another's letter there.

use modrotisk::kit::time::{days, hours};
use serde_json::Value;

use crate::harness::{Caller, TestApp};
use crate::mail::{Sink, queue};

/// An application whose mail server says "not now" so many times, with one letter in the post.
async fn with_letter(refusals: usize) -> (TestApp, Sink) {
    let sink = Sink::start(refusals);
    let url = sink.url.clone();
    let app = TestApp::start_with(|settings| settings.mail.smtp_url = Some(url)).await;
    queue(&app, "order-placed:1:buyer", "Vaše naročilo: https://modrotisk.si/narocilo/q7Zk3mVb2TnRw9YcLd8fGh1J").await;
    app.run_jobs().await;
    (app, sink)
}

async fn until_dead(app: &TestApp) {
    for _ in 0..10 {
        app.advance(hours(7)).await;
    }
}

async fn jobs(who: &Caller, fate: &str) -> Vec<Value> {
    who.get(&format!("/desk/jobs?fate={fate}")).await.ok()["items"].as_array().unwrap().clone()
}

fn attempt(job: &Value) -> String {
    format!("/desk/jobs/{}/attempt", job["id"].as_str().unwrap())
}

#[actix_web::test]
async fn what_was_given_up_is_seen_at_the_desk_and_tried_again_by_a_person() {
    let (app, sink) = with_letter(10).await;
    let coordinator = app.coordinator().await;
    until_dead(&app).await;
    assert_eq!(sink.messages().len(), 0);
    assert_eq!(coordinator.get("/desk/upkeep").await.ok()["dead"], 1);
    let dead = jobs(&coordinator, "dead").await;
    assert_eq!((dead.len(), &dead[0]["kind"], &dead[0]["attempts"]), (1, &"mail.send".into(), &10.into()), "{dead:?}");
    assert!(dead[0]["last_error"].as_str().unwrap().contains("not now"), "the reason is named: {dead:?}");

    let tried = coordinator.post(&attempt(&dead[0]), Value::Null).await.ok();
    assert_eq!((&tried["status"], &tried["attempts"]), (&"queued".into(), &0.into()));
    assert!(jobs(&coordinator, "dead").await.is_empty());
    app.run_jobs().await;
    assert_eq!(sink.messages().len(), 1, "sent at last");
    let counts = coordinator.get("/desk/upkeep").await.ok();
    assert_eq!((&counts["dead"], &counts["letters_waiting"]), (&0.into(), &0.into()));
    app.finish().await;
}

#[actix_web::test]
async fn what_waits_after_a_failure_need_not_wait_for_its_hour() {
    let (app, sink) = with_letter(1).await;
    let admin = app.admin().await;
    let failing = jobs(&admin, "failing").await;
    assert_eq!(failing.len(), 1);
    admin.post(&attempt(&failing[0]), Value::Null).await.ok();
    app.run_jobs().await;
    assert_eq!(sink.messages().len(), 1, "without the clock moving");
    assert!(jobs(&admin, "failing").await.is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn what_is_done_is_not_done_a_second_time() {
    let (app, sink) = with_letter(0).await;
    let coordinator = app.coordinator().await;
    let sent = coordinator.get("/desk/letters").await.ok();
    let job = &sent["items"][0]["job"];
    assert_eq!((&sent["items"][0]["status"], &job["status"]), (&"sent".into(), &"done".into()));
    coordinator.post(&attempt(job), Value::Null).await.refused(409, "job_not_failed");
    app.advance(days(1)).await;
    assert_eq!(sink.messages().len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn two_who_try_the_same_thing_again_begin_it_once() {
    let (app, sink) = with_letter(10).await;
    let (one, other) = (app.coordinator().await, app.admin().await);
    until_dead(&app).await;
    let dead = jobs(&one, "dead").await;
    one.post(&attempt(&dead[0]), Value::Null).await.ok();
    app.run_jobs().await;
    other.post(&attempt(&dead[0]), Value::Null).await.refused(409, "job_not_failed");
    app.run_jobs().await;
    assert_eq!(sink.messages().len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn the_desk_sees_that_a_letter_waits_but_never_what_it_says() {
    let (app, _sink) = with_letter(10).await;
    let coordinator = app.coordinator().await;
    let waiting = coordinator.get("/desk/letters?status=queued").await.ok();
    let letter = &waiting["items"][0];
    assert_eq!((&letter["to_address"], &letter["status"]), (&"ana@example.org".into(), &"queued".into()));
    assert_eq!((&letter["job"]["attempts"], letter["job"]["last_error"].is_string()), (&1.into(), true));
    let everything = [waiting.to_string(), coordinator.get("/desk/jobs?fate=failing").await.ok().to_string()].concat();
    for secret in ["q7Zk3mVb2TnRw9YcLd8fGh1J", "narocilo", "body"] {
        assert!(!everything.contains(secret), "{secret} is shown: {everything}");
    }
    app.visitor().get("/desk/letters").await.refused(401, "not_signed_in");
    app.creator("mara").await.get("/desk/letters").await.refused(403, "coordinator_only");
    app.finish().await;
}

#[actix_web::test]
async fn a_long_post_is_read_in_pages() {
    let app = TestApp::start().await;
    let coordinator = app.coordinator().await;
    for key in ["a", "b", "c"] {
        queue(&app, key, "Pozdravljeni.").await;
    }
    let first = coordinator.get("/desk/letters?status=queued&limit=2").await.ok();
    let second = coordinator.get(&format!("/desk/letters?status=queued&limit=2&after={}", first["next"].as_str().unwrap())).await.ok();
    assert_eq!((first["items"].as_array().unwrap().len(), &second["next"]), (2, &Value::Null));
    let first_jobs = coordinator.get("/desk/jobs?fate=waiting&limit=2").await.ok();
    let path = format!("/desk/jobs?fate=waiting&limit=100&after={}", first_jobs["next"].as_str().unwrap());
    let rest = coordinator.get(&path).await.ok();
    let ids: std::collections::BTreeSet<_> =
        [&first_jobs, &rest].iter().flat_map(|page| page["items"].as_array().unwrap()).map(|job| job["id"].to_string()).collect();
    let count = first_jobs["items"].as_array().unwrap().len() + rest["items"].as_array().unwrap().len();
    assert_eq!(ids.len(), count, "nothing twice");
    assert_eq!(count as i64, coordinator.get("/desk/upkeep").await.ok()["waiting"].as_i64().unwrap());
    app.finish().await;
}
