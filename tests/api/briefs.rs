//! Builders of challenges, through the API.

use std::time::Duration;

use modrotisk::kit::time::{Zone, days};
use serde_json::{Value, json};

use crate::events::id;
use crate::harness::{Caller, TestApp};

/// A day and time of the region, some time from now.
pub fn moment(app: &TestApp, from_now: Duration) -> Value {
    let (date, time) = Zone::ljubljana().local(app.inner().now().plus(from_now));
    json!({ "date": date, "time": time })
}

/// Everything that the desk wants to know about a challenge that opens at once and closes after `closes_in`.
pub fn brief(app: &TestApp, closes_in: Duration) -> Value {
    let after = |more: u64| moment(app, closes_in + days(more));
    json!({
        "kind": "material", "title": { "sl": "Druga nit", "en": "The Second Thread" },
        "summary": { "sl": "Ostanki preje za dom." }, "host_ids": [], "town": "Škofja Loka",
        "partners": [{ "name": "Loški muzej", "role": { "sl": "kustos v žiriji" } }],
        "background": { "sl": "Predilnici vsako leto ostane **11 ton** preje." }, "task": { "sl": "Razvijte izdelek za dom." },
        "constraints": [{ "sl": "brez lepil z organskimi topili" }], "deliverables": [{ "sl": "prototip" }, { "sl": "kalkulacija" }],
        "materials": [{ "name": { "sl": "konci navitkov" }, "composition": { "sl": "bombaž, volna" }, "batches": 12, "kilograms": 180 }],
        "mentor_hours": 16, "support": { "sl": "prostor ob torkih" }, "eligibility": { "sl": "Vsi polnoletni." }, "languages": ["sl"],
        "criteria": [
            { "label": { "sl": "Poraba ostankov" }, "weight": 40 },
            { "label": { "sl": "Uporabnost" }, "weight": 35 },
            { "label": { "sl": "Izvedljivost" }, "weight": 25 }
        ],
        "prizes": [{ "place": 1, "label": { "sl": "1. nagrada" }, "amount_cents": 150_000 }],
        "rights": "shared_licence",
        "royalty": {
            "options": [{
                "code": "royalty", "payer": "company", "basis": "reported_sales", "rate": { "kind": "percent", "bp": 600 },
                "minimum_per_year_cents": 15_000, "term_years": 3, "statement": "quarterly"
            }],
            "default": "royalty"
        },
        "option_days": 90, "max_team": 4, "max_entries_per_person": 2, "public_vote": false, "cover_media_id": null,
        "zone": "Europe/Ljubljana", "publishes": null, "opens": moment(app, Duration::ZERO), "questions_close": null,
        "closes": after(0), "judged": after(14), "revealed": after(21)
    })
}

/// A draft of a company.
pub async fn begun(company: &Caller, brief: Value) -> Value {
    company.post(&format!("/organisations/{}/challenges", company.organisation), json!({ "content": brief })).await.created()
}

/// Brings a challenge to the desk.
pub async fn submitted(company: &Caller, challenge: &Value) -> Value {
    company.post(&format!("/challenges/{}/submission", id(challenge)), Value::Null).await.created()
}

/// A challenge that the desk has accepted and that is therefore published; `desk` decides.
pub async fn published(desk: &Caller, company: &Caller, brief: Value) -> Value {
    let challenge = begun(company, brief).await;
    let receipt = submitted(company, &challenge).await;
    desk.post(&format!("/desk/submissions/{}/decision", id(&receipt)), json!({ "decision": "approved" })).await.created();
    reread(company, &challenge).await
}

/// A challenge that takes entries from now on until `closes_in` has passed (to the minute). A coordinator of its own decides.
pub async fn open_challenge(app: &TestApp, company: &Caller, closes_in: Duration) -> Value {
    let desk = app.other_coordinator(&format!("desk-of-{}", company.email.split('@').next().unwrap())).await;
    let challenge = published(&desk, company, brief(app, closes_in)).await;
    assert_eq!(challenge["state"], "open");
    challenge
}

/// The challenge as it stands now.
pub async fn reread(company: &Caller, challenge: &Value) -> Value {
    company.get(&format!("/challenges/{}", id(challenge))).await.ok()
}
