//! The challenges of the region: what companies asked for, from the first brief of two winters ago to the one that is open.
//!
//! Each is written by its company, decided at the desk, published, opened and closed by the clock, with questions on the way.

use serde_json::{Value, json};

use super::content::{cents, text, texts, told};
use super::pictures::Pictures;
use super::{Loader, agreed, entries};
use crate::calls::{self, QuestionAnswer};
use crate::challenges::{self, Brief};
use crate::db::Tx;
use crate::desk::Subject;
use crate::identity::SignedIn;
use crate::kit::id::{ChallengeId, OrganisationId, QuestionId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, LocalDate, minutes};
use crate::kit::{Error, Result};

/// Challenge, the material in batches and kilograms, hours of advice, and who holds the rights.
const POSED: [(&str, i32, i32, i32, &str); 4] = [
    ("ch-modrotisk-danes", 24, 60, 32, "shared_licence"),
    ("ch-druga-nit", 30, 450, 16, "creator_keeps"),
    ("ch-usnje-kopito-zebelj", 31, 155, 24, "shared_licence"),
    ("ch-topel-ostanek", 40, 840, 20, "shared_licence"),
];

/// Brings them in.
pub async fn load(loader: &Loader, pictures: &Pictures) -> Result<()> {
    for (id, ..) in POSED {
        let challenge = loader.content.one("challenges", id)?;
        let published = loader.content.date(&text(&challenge["timeline"]["published"]))?;
        let days_ago = days_before(loader, &published);
        loader.at(days_ago + 12, "10:00")?;
        let made = begin(loader, pictures, id).await?;
        let (_, owner) = loader.organisation(&host(challenge)).await?;
        loader.at(days_ago + 3, "14:00")?;
        loader.approve(&format!("demo:challenge:{id}"), &owner, Subject::Challenge(made.clone()), days_ago).await?;
        pass(loader).await?;
        ask(loader, id, &made).await?;
        entries::enter(loader, id, &made).await?;
        close(loader, &made).await?;
        entries::judge(loader, id, &made).await?;
        agreed::follow(loader, id, &made).await?;
    }
    Ok(())
}

fn days_before(loader: &Loader, date: &LocalDate) -> i32 {
    date.civil().until(loader.today.civil()).map_or(0, |span| span.get_days())
}

fn host(challenge: &Value) -> String {
    text(&challenge["host_company_ids"][0])
}

/// Writes the brief in the name of its company.
async fn begin(loader: &Loader, pictures: &Pictures, id: &str) -> Result<ChallengeId> {
    let challenge = loader.content.one("challenges", id)?;
    let (organisation, owner) = loader.organisation(&host(challenge)).await?;
    let cover = pictures.give(loader, &format!("challenges/{id}.webp"), (&organisation, &owner)).await?;
    let mut hosts: Vec<OrganisationId> = Vec::new();
    for other in challenge["host_company_ids"].as_array().into_iter().flatten().skip(1) {
        hosts.push(loader.organisation(&text(other)).await?.0);
    }
    let mut partners = Vec::new();
    for partner in challenge["partner_ids"].as_array().into_iter().flatten() {
        let name = text(&loader.content.one("organizations", &text(partner))?["name"]["sl"]);
        // The coordinator is nobody's organisation.
        let known = loader.organisation(&text(partner)).await.ok().map(|(organisation, _)| organisation);
        partners.push(json!({ "name": name, "organisation_id": known, "role": role(challenge, &text(partner)) }));
    }
    let mut content = words(loader, id)?;
    content["host_ids"] = json!(hosts);
    content["partners"] = json!(partners);
    content["cover_media_id"] = json!(cover);
    let brief: Brief = told(&content)?;
    let step = move |tx: &mut Tx, who: &SignedIn| calls::begin(tx, who, &organisation, &brief).map(|challenge| challenge.id);
    loader.as_person(&format!("demo:challenge:{id}"), &owner, step).await
}

/// What a partner does: sits in the jury, where the content says so.
fn role(challenge: &Value, partner: &str) -> Value {
    let juror = challenge["jury"].as_array().into_iter().flatten().find(|juror| juror["organization_id"] == partner);
    juror.map_or(json!({}), |juror| texts(&juror["role"]))
}

/// Everything of a brief that the content says.
fn words(loader: &Loader, id: &str) -> Result<Value> {
    let challenge = loader.content.one("challenges", id)?;
    let (_, batches, kilograms, mentor_hours, rights) =
        POSED.iter().find(|(posed, ..)| *posed == id).copied().ok_or_else(|| Error::internal(format!("{id} is not posed")))?;
    let (brief, times) = (&challenge["brief"], &challenge["timeline"]);
    let (town, _) = loader.content.town(&text(&challenge["town_id"]))?;
    let day = |name: &str| loader.content.date(&text(&times[name]));
    let at = |date: LocalDate, time: &str| json!({ "date": date, "time": time });
    let criteria: Vec<Value> = challenge["criteria"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|criterion| json!({ "label": criterion["label"], "weight": criterion["weight"] }))
        .collect();
    let prizes: Vec<Value> = challenge["prize"]["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|prize| json!({ "place": prize["place"].as_i64(), "label": prize["label"], "amount_cents": cents(&prize["eur"]) }))
        .collect();
    let material = &brief["material_or_technique"];
    let kind = if challenge["kind"] == "technique" { "technique" } else { "material" };
    Ok(json!({
        "kind": kind, "techniques": techniques(id), "title": challenge["title"], "summary": challenge["summary"], "town": town, "background": brief["background"],
        "task": task(brief), "constraints": material["constraints"], "deliverables": brief["deliverables"],
        "materials": [{ "name": material["name"], "batches": batches, "kilograms": kilograms, "note": material["provided"] }],
        "mentor_hours": mentor_hours, "support": brief["support"], "eligibility": brief["eligibility"], "languages": ["sl", "en"],
        "criteria": criteria, "prizes": prizes, "rights": rights, "royalty": royalty(id, challenge), "option_days": 90, "max_team": 4,
        "max_entries_per_person": 2, "public_vote": id == "ch-modrotisk-danes", "zone": "Europe/Ljubljana",
        "opens": at(day("published")?, "10:00"), "questions_close": at(day("questions_until")?, "18:00"),
        "closes": at(day("submissions_until")?, "23:59"), "judged": at(day("jury_session")?, "18:00"),
        "revealed": at(day("result")?, "12:00"),
    }))
}

/// The techniques that a challenge asks for.
fn techniques(id: &str) -> &'static [&'static str] {
    match id {
        "ch-modrotisk-danes" => &["blueprint", "block_carving"],
        "ch-druga-nit" => &["weaving", "tufting", "coiling"],
        "ch-usnje-kopito-zebelj" => &["leatherwork", "welted_shoe", "forging"],
        _ => &[],
    }
}

/// The task, with what it is to achieve as a list.
fn task(brief: &Value) -> Value {
    let mut task = texts(&brief["task"]);
    for (language, text) in task.as_object_mut().into_iter().flatten() {
        let goals = brief["goals"].as_array().into_iter().flatten().filter_map(|goal| goal[language].as_str());
        let list: String = goals.map(|goal| format!("\n- {goal}")).collect();
        *text = json!(format!("{}\n{list}", text.as_str().unwrap_or("")));
    }
    task
}

/// What is owed for pieces sold; each challenge agreed on another way.
fn royalty(id: &str, challenge: &Value) -> Value {
    let note = texts(&challenge["royalty"]["note"]);
    let option = |code: &str, more: Value| {
        let mut option = json!({
            "code": code, "payer": "company", "basis": "reported_sales", "rate": { "kind": "none" }, "term_years": 3,
            "statement": "quarterly"
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            option[name] = value.clone();
        }
        option
    };
    let alone = |option: Value, note: Value| json!({ "default": option["code"], "options": [option], "note": note });
    match id {
        "ch-modrotisk-danes" => {
            alone(option("royalty", json!({ "rate": { "kind": "percent", "bp": 600 }, "minimum_per_year_cents": 15_000 })), note)
        }
        "ch-druga-nit" => alone(
            option(
                "share",
                json!({ "payer": "creator", "basis": "sales_on_platform", "rate": { "kind": "percent", "bp": 400 }, "term_years": 2,
                    "statement": "half_yearly", "material": { "cents_per_kg": 120, "note": {
                        "sl": "ostanki preje po 1,20 € za kilogram prvo leto", "en": "yarn leftovers at EUR 1.20 a kilogram in the first year",
                        "de": "Garnreste zu 1,20 € je Kilogramm im ersten Jahr" } } }),
            ),
            json!({ "sl": "Ustvarjalec prodaja pod svojim imenom; predilnica dobi 4 % neto prodaje na tej tržnici.",
                "en": "The creator sells under their own name; the mill receives 4 % of net sales on this marketplace.",
                "de": "Die Kreativen verkaufen unter eigenem Namen; die Spinnerei erhält 4 % des Nettoumsatzes auf diesem Marktplatz." }),
        ),
        "ch-usnje-kopito-zebelj" => alone(
            option(
                "royalty",
                json!({ "rate": { "kind": "tiers", "tiers": [{ "from_pieces": 0, "bp": 500 }, { "from_pieces": 300, "bp": 600 },
                    { "from_pieces": 1000, "bp": 700 }] }, "minimum_per_year_cents": 30_000, "term_years": 4 }),
            ),
            note,
        ),
        _ => json!({
            "options": [
                option("royalty", json!({ "label": { "sl": "Tantieme", "en": "Royalty", "de": "Tantiemen" },
                    "rate": { "kind": "percent", "bp": 500 }, "minimum_per_year_cents": 20_000 })),
                option("buyout", json!({ "label": { "sl": "Odkup", "en": "Buyout", "de": "Abkauf" }, "buyout_cents": 250_000 })),
                option("own_production", json!({ "label": { "sl": "Izdelujete sami", "en": "You make it yourself", "de": "Sie fertigen selbst" },
                    "material": { "cents_per_kg": 90, "note": { "sl": "trak in žica po 0,90 € za kilogram", "en": "strip and wire at EUR 0.90 a kilogram",
                        "de": "Band und Draht zu 0,90 € je Kilogramm" } } })),
            ],
            "default": "royalty", "note": note,
        }),
    }
}

/// What two of the studios wanted to know of the open challenge, and one that still waits for its answer.
const QUESTIONS: [(&str, &str, Option<&str>); 4] = [
    (
        "k-zlindra",
        "Ali sme svečnik vsebovati kupljen vijak ali zakovico?",
        Some("Da. Šteje delež mase iz trakov in žice; vijaki in zakovice lahko skupaj tehtajo do 10 %."),
    ),
    ("k-bakrena-nit", "Smemo trak pobarvati v prahu?", Some("Da, Jeklo Mežakla ponudi en barvni nanos na ekipo.")),
    (
        "k-studio-vigenc",
        "Kdo pregleda električno varnost svetila?",
        Some("Mentor iz Navitij Struževo, pred oddajo in še enkrat pred prodajo."),
    ),
    ("k-polst", "Ali lahko material prevzamemo tudi v Kranju?", None),
];

async fn ask(loader: &Loader, id: &str, made: &ChallengeId) -> Result<()> {
    if id != "ch-topel-ostanek" {
        return Ok(());
    }
    let challenge = loader.content.one("challenges", id)?;
    let (_, company) = loader.organisation(&host(challenge)).await?;
    for (index, (asker, question, answer)) in (0..).zip(QUESTIONS) {
        loader.at(20 - 4 * index, "17:10")?;
        let (_, account) = loader.organisation(asker).await?;
        let (home, of) = (loader.app.settings().base_url.clone(), made.clone());
        let key = format!("demo:challenge:{id}:question:{index}");
        let step = move |tx: &mut Tx, who: &SignedIn| {
            challenges::follow(tx, &of, &who.account)?;
            calls::ask(tx, who, &home, &of, Locale::Sl, question).map(|question| question.id)
        };
        let asked: QuestionId = loader.as_person(&key, &account, step).await?;
        let Some(answer) = answer else { continue };
        loader.at(18 - 4 * index, "09:20")?;
        let (home, of) = (loader.app.settings().base_url.clone(), made.clone());
        let step = move |tx: &mut Tx, who: &SignedIn| {
            let given = QuestionAnswer { answer: answer.to_owned(), declined: false };
            calls::answer(tx, who, &home, &of, &asked, &given)?;
            Ok("answered".to_owned())
        };
        loader.as_person(&format!("{key}:answered"), &company, step).await?;
    }
    Ok(())
}

/// The clock goes on to the deadline, if that is not still to come.
async fn close(loader: &Loader, made: &ChallengeId) -> Result<()> {
    let id = made.clone();
    let closes = loader.app.read(move |tx| challenges::of(tx, &id)).await?.closes_at;
    match closes.filter(|closes| *closes < loader.now) {
        None => Ok(()),
        Some(closes) => {
            loader.until(closes.plus(minutes(1)));
            pass(loader).await
        }
    }
}

/// What the clock does, until nothing is due.
async fn pass(loader: &Loader) -> Result<()> {
    // The hour of opening comes shortly after the desk's answer.
    let soon: Instant = loader.app.now().plus(minutes(31));
    loader.until(soon);
    let home = loader.app.settings().base_url.clone();
    loop {
        let home = home.clone();
        if loader.app.write(move |tx| calls::tick(tx, &home)).await? == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_challenge_of_the_content_offers_what_can_be_signed() {
        for (id, ..) in POSED {
            let read: crate::terms::Royalty = told(&royalty(id, &json!({}))).unwrap();
            let mut check = crate::kit::check::Check::new();
            crate::terms::check(&mut check, "/royalty", &read);
            assert!(check.is_fine(), "{id}: {:?}", check.findings());
        }
    }
}
