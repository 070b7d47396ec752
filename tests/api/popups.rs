//! Pop-ups: scheduled, decided, announced, held; put off, called off; shown to the public and to calendars.

use modrotisk::kit::time::{days, hours, minutes};
use serde_json::{Value, json};

use crate::events::{announced, begun, content, hall, id, reread, seen, span, submitted, weekend};
use crate::harness::{Caller, TestApp};
use crate::listings::for_sale;

/// A calendar's lines, unfolded.
async fn calendar(app: &TestApp, path: &str) -> Vec<String> {
    let answer = app.visitor().get(path).await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    answer.text().replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn has(lines: &[String], line: &str) -> bool {
    lines.iter().any(|found| found == line)
}

async fn approve(desk: &Caller, receipt: &Value) {
    desk.post(&format!("/desk/submissions/{}/decision", id(receipt)), json!({ "decision": "approved" })).await.created();
}

#[actix_web::test]
async fn a_scheduled_pop_up_is_approved_and_stands_in_the_list_on_its_page_and_in_the_calendar() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = begun(&zavod, content(&hattery, weekend())).await;
    assert_eq!((popup["status"].as_str(), popup["missing"].as_array().unwrap().len()), (Some("draft"), 0));
    app.visitor().get("/storefront/popups/zimska-izlozba").await.refused(404, "not_found");
    let receipt = submitted(&zavod, &popup).await;
    app.visitor().get("/storefront/popups/zimska-izlozba").await.refused(404, "not_found");
    approve(&desk, &receipt).await;

    let popup = reread(&zavod, &popup).await;
    assert_eq!((popup["status"].as_str(), popup["public_path"].as_str()), (Some("announced"), Some("/pop-upi/zimska-izlozba")));
    let list = app.visitor().with("Accept-Language", "en").get("/storefront/popups").await.ok();
    assert_eq!((list["items"][0]["title"].as_str(), list["items"][0]["town"].as_str()), (Some("Winter Window"), Some("Škofja Loka")));
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    assert_eq!(page["days"][0]["opens_at"], "2026-12-11T15:00:00.000Z");
    assert_eq!(page["venues"][0]["position"]["longitude"], 14.3079);
    assert!(page["description_html"].as_str().unwrap().contains("<strong>treh izzivov</strong>"));
    let lines = calendar(&app, "//popups/zimska-izlozba.ics").await;
    for line in
        ["DTSTART:20261211T150000Z", "DTEND:20261211T200000Z", "STATUS:CONFIRMED", "GEO:46.163400;14.307900", "SUMMARY:Zimska izložba"]
    {
        assert!(has(&lines, line), "{line} in {lines:#?}");
    }
    assert_eq!(calendar(&app, "//calendar.ics").await.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 3);
    let december = app.visitor().get("/storefront/popups?month=2026-12").await.ok();
    assert_eq!(december["items"].as_array().unwrap().len(), 1);
    assert!(app.visitor().get("/storefront/popups?month=2027-01").await.ok()["items"].as_array().unwrap().is_empty());
    app.visitor().get("/storefront/popups?month=2026-13").await.refused(422, "invalid");
    app.finish().await;
}

#[actix_web::test]
async fn an_incomplete_event_is_kept_but_not_taken_by_the_desk() {
    let app = TestApp::start().await;
    let zavod = app.organizer("zavod").await;
    let popup = begun(&zavod, json!({ "title": { "sl": "Izmena v tkalnici" } })).await;
    let problem = zavod.post(&format!("/popups/{}/submission", id(&popup)), Value::Null).await.refused(422, "popup_incomplete");
    let pointers: Vec<&str> = problem["fields"].as_array().unwrap().iter().map(|field| field["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/description/sl", "/venue_ids", "/days", "/admission/sl", "/access/sl"]);
    app.finish().await;
}

#[actix_web::test]
async fn unknown_halls_strange_pictures_and_impossible_hours_are_refused() {
    let app = TestApp::start().await;
    let zavod = app.organizer("zavod").await;
    let hattery = hall(&app, |_| {}).await;
    let path = format!("/organisations/{}/popups", zavod.organisation);
    let mut wrong = content(&hattery, weekend());
    wrong["venue_ids"] = json!(["ven_0190a5c4-7b1e-7c3a-9f00-000000000000"]);
    zavod.post(&path, json!({ "content": wrong })).await.refused(422, "venue_unknown");
    let mut wrong = content(&hattery, weekend());
    wrong["cover_media_id"] = json!("med_0190a5c4-7b1e-7c3a-9f00-000000000000");
    zavod.post(&path, json!({ "content": wrong })).await.refused(422, "invalid");
    let over = content(&hattery, json!([span("2026-12-12", "09:00", "12:30"), span("2026-12-12", "12:00", "20:00")]));
    let problem = zavod.post(&path, json!({ "content": over })).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "hours_overlap");
    app.finish().await;
}

#[actix_web::test]
async fn changes_of_an_announced_event_wait_for_the_desk_and_hours_do_not() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = announced(&desk, &zavod, content(&hattery, weekend())).await;
    let path = format!("/popups/{}", id(&popup));

    let mut changed = content(&hattery, weekend());
    changed["title"]["sl"] = json!("Zimska izložba v Klobučarni");
    let edited = seen(&zavod, &popup).put(&format!("{path}/draft"), changed).await.ok();
    assert_eq!(edited["draft_status"], "editing");
    assert_eq!(app.visitor().get("/storefront/popups/zimska-izlozba").await.ok()["title"], "Zimska izložba");

    let earlier = json!([span("2026-12-11", "15:00", "21:00"), span("2026-12-12", "09:00", "20:00"), span("2026-12-13", "09:00", "18:00")]);
    let moved = seen(&zavod, &edited).put(&format!("{path}/hours"), json!({ "days": earlier })).await.ok();
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    assert_eq!(page["days"][0]["opens"], "15:00");
    assert!(has(&calendar(&app, "//popups/zimska-izlozba.ics").await, "SEQUENCE:1"));
    let other = json!([span("2026-12-18", "15:00", "21:00")]);
    seen(&zavod, &moved).put(&format!("{path}/hours"), json!({ "days": other })).await.refused(409, "popup_days_need_approval");

    let receipt = submitted(&zavod, &popup).await;
    let row = desk.get(&format!("/desk/submissions/{}", id(&receipt))).await.ok();
    assert_eq!((row["is_edit"].as_bool(), row["changes"].as_array().unwrap().len()), (Some(true), 1));
    assert_eq!(row["changes"][0]["field"], "/title/sl");
    approve(&desk, &receipt).await;
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    // The hours that were changed meanwhile are not lost by the approval.
    assert_eq!((page["title"].as_str(), page["days"][0]["opens"].as_str()), (Some("Zimska izložba v Klobučarni"), Some("15:00")));
    app.finish().await;
}

#[actix_web::test]
async fn the_clock_announces_begins_and_ends_an_event() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let mut later = content(&hattery, json!([span("2026-12-11", "16:00", "21:00"), span("2026-12-12", "09:00", "20:00")]));
    later["announce_at"] = json!("2026-12-01T08:00:00Z");
    let popup = announced(&desk, &zavod, later).await;
    assert_eq!(popup["status"], "approved");
    app.visitor().get("/storefront/popups/zimska-izlozba").await.refused(404, "not_found");
    app.wind().await;
    app.advance(days(7)).await;
    assert_eq!(reread(&zavod, &popup).await["status"], "announced");
    app.advance(days(10) + hours(7) + minutes(1)).await;
    assert_eq!(reread(&zavod, &popup).await["status"], "live");
    app.advance(hours(12)).await;
    assert_eq!(reread(&zavod, &popup).await["status"], "live");
    app.advance(hours(17)).await;
    assert_eq!(reread(&zavod, &popup).await["status"], "ended");
    let past = app.visitor().get("/storefront/popups?when=past").await.ok();
    assert_eq!(past["items"][0]["slug"], "zimska-izlozba");
    assert!(app.visitor().get("/storefront/popups").await.ok()["items"].as_array().unwrap().is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn both_clock_changes_have_their_right_hours_in_the_calendar() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let hattery = hall(&app, |_| {}).await;
    let spring = json!([span("2027-03-27", "10:00", "18:00"), span("2027-03-28", "10:00", "18:00"), span("2027-10-31", "00:00", "00:00")]);
    announced(&desk, &zavod, content(&hattery, spring)).await;
    let lines = calendar(&app, "//popups/zimska-izlozba.ics").await;
    for line in [
        "DTSTART:20270327T090000Z",
        "DTSTART:20270328T080000Z",
        "DTEND:20270328T160000Z",
        "DTSTART:20271030T220000Z",
        "DTEND:20271031T230000Z",
    ] {
        assert!(has(&lines, line), "{line} in {lines:#?}");
    }
    app.finish().await;
}

#[actix_web::test]
async fn what_is_postponed_or_cancelled_says_so_everywhere_and_the_makers_are_told() {
    let app = TestApp::start().await;
    let (desk, zavod, mara) = (app.coordinator().await, app.organizer("zavod").await, app.creator("mara").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = announced(&desk, &zavod, content(&hattery, weekend())).await;
    let path = format!("/popups/{}", id(&popup));
    zavod.post(&format!("{path}/makers"), json!({ "organisation_id": mara.organisation })).await.created();
    let why = json!({ "reason": "Poplava v hali", "message": { "sl": "Hala je pod vodo.", "en": "The hall is flooded." } });
    let put_off = zavod.post(&format!("{path}/postponement"), why.clone()).await.ok();
    assert_eq!(put_off["status"], "postponed");
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    assert_eq!((page["status"].as_str(), page["status_message"].as_str()), (Some("postponed"), Some("Hala je pod vodo.")));
    let lines = calendar(&app, "//popups/zimska-izlozba.ics").await;
    let uids: Vec<String> = lines.iter().filter(|line| line.starts_with("UID:")).cloned().collect();
    assert!(has(&lines, "STATUS:CANCELLED") && has(&lines, "SUMMARY:Prestavljeno: Zimska izložba") && has(&lines, "SEQUENCE:1"));

    let new = json!({ "days": [span("2027-01-15", "16:00", "21:00"), span("2027-01-16", "09:00", "20:00"), span("2027-01-17", "09:00", "18:00")], "message": {} });
    assert_eq!(zavod.post(&format!("{path}/new-dates"), new).await.ok()["status"], "announced");
    let lines = calendar(&app, "//popups/zimska-izlozba.ics").await;
    assert!(has(&lines, "STATUS:CONFIRMED") && has(&lines, "SEQUENCE:2") && has(&lines, "DTSTART:20270115T150000Z"));
    assert_eq!(uids, lines.iter().filter(|line| line.starts_with("UID:")).cloned().collect::<Vec<_>>());

    assert_eq!(zavod.post(&format!("{path}/cancellation"), why.clone()).await.ok()["status"], "cancelled");
    assert!(has(&calendar(&app, "//popups/zimska-izlozba.ics").await, "SUMMARY:Odpovedano: Zimska izložba"));
    zavod.post(&format!("{path}/postponement"), why).await.refused(409, "popup_state");
    let subjects: Vec<String> = app.mails_to(&mara.email).await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(
        subjects,
        ["Povabilo na »Zimska izložba«", "Prestavljeno: Zimska izložba", "Novi datumi: Zimska izložba", "Odpovedano: Zimska izložba"]
    );
    app.finish().await;
}

#[actix_web::test]
async fn another_event_on_the_same_day_near_by_is_pointed_out_and_a_far_one_is_not() {
    let app = TestApp::start().await;
    let (desk, zavod, muzej) = (app.coordinator().await, app.organizer("zavod").await, app.institution("muzej").await);
    let loka = hall(&app, |_| {}).await;
    let keeper = app.other_coordinator("keeper").await;
    let put = async |name: &str, latitude: f64, longitude: f64| {
        let mut place = crate::events::hall_content();
        place["name"]["sl"] = json!(name);
        place["position"] = json!({ "latitude": latitude, "longitude": longitude });
        keeper.post("/venues", json!({ "organisation_id": null, "content": place })).await.created()
    };
    let (kranj, jesenice) = (put("Tkalnica", 46.2331, 14.3642).await, put("Oglarnica", 46.4312, 14.0598).await);
    let near = announced(&desk, &muzej, content(&kranj, json!([span("2026-12-12", "09:00", "20:00")]))).await;
    announced(&desk, &muzej, content(&jesenice, json!([span("2026-12-12", "09:00", "20:00")]))).await;
    announced(&desk, &muzej, content(&kranj, json!([span("2026-12-19", "09:00", "20:00")]))).await;
    let popup = begun(&zavod, content(&loka, weekend())).await;
    let found = zavod.get(&format!("/popups/{}/clashes", id(&popup))).await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    let clash = &found["items"][0];
    assert_eq!((clash["popup_id"].as_str(), clash["distance_km"].as_i64()), (near["id"].as_str(), Some(9)));
    assert_eq!(clash["dates"], json!(["2026-12-12"]));
    let receipt = submitted(&zavod, &popup).await;
    assert_eq!(desk.get(&format!("/desk/submissions/{}", id(&receipt))).await.ok()["clashes"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[actix_web::test]
async fn a_maker_answers_for_itself_and_shows_only_what_is_approved_and_its_own() {
    let app = TestApp::start().await;
    let (desk, zavod) = (app.coordinator().await, app.organizer("zavod").await);
    let (mara, jure) = (app.creator("mara").await, app.creator("jure").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = announced(&desk, &zavod, content(&hattery, weekend())).await;
    let apron = for_sale(&app, &mara, "Predpasnik »Lontrg«", |_| {}).await;
    let makers = format!("/popups/{}/makers", id(&popup));
    zavod.post(&makers, json!({ "organisation_id": mara.organisation, "message": "Pridite!" })).await.created();
    zavod.post(&makers, json!({ "organisation_id": mara.organisation })).await.refused(409, "already_invited");
    let mine = mara.get(&format!("/organisations/{}/popup-invitations", mara.organisation)).await.ok();
    assert_eq!((mine["items"][0]["status"].as_str(), mine["items"][0]["organizer"].as_str()), (Some("invited"), Some("Studio zavod")));
    let own = format!("{makers}/{}", mara.organisation);
    jure.post(&format!("{own}/answer"), json!({ "answer": "confirmed" })).await.refused(404, "not_found");
    zavod.post(&format!("{own}/answer"), json!({ "answer": "confirmed" })).await.refused(404, "not_found");
    mara.put(&format!("{own}/products"), json!({ "product_ids": [apron["id"]] })).await.ok();
    assert!(app.visitor().get("/storefront/popups/zimska-izlozba").await.ok()["products"].as_array().unwrap().is_empty());
    mara.post(&format!("{own}/answer"), json!({ "answer": "confirmed" })).await.ok();
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    assert_eq!(
        (page["maker_cards"][0]["name"].as_str(), page["products"][0]["slug"].as_str()),
        (Some("Studio mara"), Some("predpasnik-lontrg"))
    );
    zavod.post(&makers, json!({ "organisation_id": jure.organisation })).await.created();
    let strange = format!("{makers}/{}/products", jure.organisation);
    jure.put(&strange, json!({ "product_ids": [apron["id"]] })).await.refused(422, "product_not_approved");
    mara.post(&format!("{own}/answer"), json!({ "answer": "declined" })).await.ok();
    assert!(app.visitor().get("/storefront/popups/zimska-izlozba").await.ok()["maker_cards"].as_array().unwrap().is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn the_programme_changes_at_once_and_only_by_its_organizer() {
    let app = TestApp::start().await;
    let (desk, zavod, other) = (app.coordinator().await, app.organizer("zavod").await, app.organizer("drugi").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = announced(&desk, &zavod, content(&hattery, weekend())).await;
    let path = format!("/popups/{}/programme", id(&popup));
    let publish = format!("/popups/{}/programme-publication", id(&popup));
    zavod.post(&publish, Value::Null).await.refused(409, "popup_state");
    let entry = json!({ "kind": "talk", "date": "2026-12-12", "starts": "17:00", "ends": "18:00", "title": { "sl": "Zgodbe klobučarjev" }, "host": "Muzej" });
    other.post(&path, entry.clone()).await.refused(404, "not_found");
    let made = zavod.post(&path, entry.clone()).await.created();
    let mut moved = entry.clone();
    moved["starts"] = json!("16:00");
    zavod.put(&format!("{path}/{}", id(&made)), moved).await.ok();
    let mut off = entry;
    off["date"] = json!("2026-12-14");
    zavod.post(&path, off).await.refused(422, "invalid");
    assert_eq!(zavod.post(&publish, Value::Null).await.ok()["status"], "programme_published");
    let page = app.visitor().get("/storefront/popups/zimska-izlozba").await.ok();
    assert_eq!((page["programme"][0]["starts"].as_str(), page["programme"][0]["host"].as_str()), (Some("16:00"), Some("Muzej")));
    zavod.delete(&format!("{path}/{}", id(&made))).await.ok();
    assert!(app.visitor().get("/storefront/popups/zimska-izlozba").await.ok()["programme"].as_array().unwrap().is_empty());
    app.finish().await;
}

#[actix_web::test]
async fn the_next_of_a_series_keeps_the_rhythm_and_the_programme() {
    let app = TestApp::start().await;
    let zavod = app.organizer("zavod").await;
    let hattery = hall(&app, |_| {}).await;
    let popup = begun(&zavod, content(&hattery, weekend())).await;
    let entry = json!({ "kind": "opening", "date": "2026-12-11", "starts": "17:00", "title": { "sl": "Odprtje" } });
    zavod.post(&format!("/popups/{}/programme", id(&popup)), entry).await.created();
    let next = zavod.post(&format!("/popups/{}/copy", id(&popup)), json!({ "first_date": "2027-01-15" })).await.created();
    assert_eq!((next["status"].as_str(), next["slug"].as_str()), (Some("draft"), Some("zimska-izlozba-2")));
    let dates: Vec<&str> = next["content"]["days"].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2027-01-15", "2027-01-16", "2027-01-17"]);
    assert_eq!(next["programme"][0]["content"]["date"], "2027-01-15");
    zavod.delete(&format!("/popups/{}", id(&next))).await.ok();
    zavod.get(&format!("/popups/{}", id(&next))).await.refused(404, "not_found");
    app.finish().await;
}

#[actix_web::test]
async fn a_strangers_event_is_not_found_and_a_studio_schedules_none() {
    let app = TestApp::start().await;
    let (zavod, other, mara) = (app.organizer("zavod").await, app.organizer("drugi").await, app.creator("mara").await);
    let hattery = hall(&app, |_| {}).await;
    let popup = begun(&zavod, content(&hattery, weekend())).await;
    let path = format!("/popups/{}", id(&popup));
    other.get(&path).await.refused(404, "not_found");
    seen(&other, &popup).put(&format!("{path}/draft"), content(&hattery, weekend())).await.refused(404, "not_found");
    other.post(&format!("{path}/submission"), Value::Null).await.refused(404, "not_found");
    other.get(&format!("/organisations/{}/popups", zavod.organisation)).await.refused(404, "not_found");
    mara.post(&format!("/organisations/{}/popups", mara.organisation), json!({})).await.refused(403, "forbidden");
    app.visitor().get(&path).await.refused(401, "not_signed_in");
    app.finish().await;
}
