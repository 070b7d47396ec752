//! Builders of halls and pop-ups, through the API.

use serde_json::{Value, json};

use crate::harness::{Caller, TestApp};

/// A hall of the region in Škofja Loka, or wherever `change` puts it.
pub async fn hall(app: &TestApp, change: impl FnOnce(&mut Value)) -> Value {
    let desk = app.other_coordinator("hallkeeper").await;
    let mut content = hall_content();
    change(&mut content);
    desk.post("/venues", json!({ "organisation_id": null, "content": content })).await.created()
}

/// What a hall says about itself.
pub fn hall_content() -> Value {
    json!({
        "name": { "sl": "Klobučarna", "en": "The Hattery" }, "kind": "former_hat_factory", "address": "Kidričeva cesta 1",
        "postal_code": "4220", "town": "Škofja Loka", "country": "SI", "position": { "latitude": 46.1634, "longitude": 14.3079 },
        "zone": "Europe/Ljubljana", "description": { "sl": "Nekdanja tovarna klobukov." }, "area_m2": 310, "ceiling_cm": 380,
        "persons_max": 160, "facilities": { "power_kw": 22, "wifi": true }, "step_free": "step_free",
        "access": { "sl": "Brez stopnic." }, "restrictions": { "sl": "Mir po 22. uri." }, "picture_media_id": null
    })
}

/// One opening.
pub fn span(date: &str, opens: &str, closes: &str) -> Value {
    json!({ "date": date, "opens": opens, "closes": closes, "note": {} })
}

/// Everything that the desk wants to know about an event in a hall.
pub fn content(hall: &Value, days: Value) -> Value {
    json!({
        "kind": "popup", "title": { "sl": "Zimska izložba", "en": "Winter Window" },
        "description": { "sl": "Darila iz **treh izzivov** na enem mestu.", "en": "Gifts from three challenges in one place." },
        "visitor_info": { "sl": "450 m od postaje." }, "access": { "sl": "Pritličje brez stopnic." }, "admission": { "sl": "vstop prost" },
        "zone": "Europe/Ljubljana", "venue_ids": [hall["id"]], "days": days, "cover_media_id": null, "announce_at": null
    })
}

/// A December weekend.
pub fn weekend() -> Value {
    json!([span("2026-12-11", "16:00", "21:00"), span("2026-12-12", "09:00", "20:00"), span("2026-12-13", "09:00", "18:00")])
}

/// A draft of an organizer.
pub async fn begun(organizer: &Caller, content: Value) -> Value {
    organizer.post(&format!("/organisations/{}/popups", organizer.organisation), json!({ "content": content })).await.created()
}

/// Brings an event to the desk.
pub async fn submitted(organizer: &Caller, popup: &Value) -> Value {
    organizer.post(&format!("/popups/{}/submission", id(popup)), Value::Null).await.created()
}

/// An event that the desk has accepted, and that is therefore announced.
pub async fn announced(desk: &Caller, organizer: &Caller, content: Value) -> Value {
    let popup = begun(organizer, content).await;
    let receipt = submitted(organizer, &popup).await;
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" })).await.created();
    reread(organizer, &popup).await
}

/// The event as it stands now.
pub async fn reread(caller: &Caller, popup: &Value) -> Value {
    caller.get(&format!("/popups/{}", id(popup))).await.ok()
}

/// The id of anything.
pub fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

/// With the version that was seen.
pub fn seen(caller: &Caller, thing: &Value) -> Caller {
    caller.with("If-Match", &format!("\"{}\"", thing["version"]))
}
