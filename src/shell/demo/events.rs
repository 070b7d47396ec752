//! Halls on the map, and pop-ups in them: one that is over, two to come with makers and a programme.

use serde_json::{Value, json};

use super::Loader;
use super::content::{text, told};
use super::pictures::Pictures;
use crate::db::Tx;
use crate::desk::Subject;
use crate::identity::SignedIn;
use crate::kit::id::{AccountId, OrganisationId, PopupId, ProductId, VenueId};
use crate::kit::time::{Instant, Zone, hours, minutes};
use crate::kit::{Error, Result};
use crate::popups::{self, PopupContent, ProgrammeEntryContent};
use crate::scheduling::{self, InviteMaker};

/// Event, when its organizer began it, and who shows there.
const SCHEDULED: [(&str, i32, &[&str]); 3] = [
    ("ev-druga-nit-2026", 205, &["k-prelo", "k-polst", "k-hala-9", "k-modra-stampa"]),
    ("ev-zimska-izlozba-2026", 58, &["k-modra-stampa", "k-cipka-v-liniji", "k-bakrena-nit", "k-studio-vigenc", "k-zlindra", "k-polst"]),
    ("ev-topel-konec-tedna-2027", 32, &["k-studio-vigenc", "k-zlindra", "k-bakrena-nit"]),
];

/// Brings them in.
pub async fn load(loader: &Loader, pictures: &Pictures) -> Result<()> {
    loader.at(240, "09:00")?;
    let organizer = loader.organisation("org-organizer").await?;
    for venue in loader.content.list("venues") {
        hall(loader, pictures, venue, (&organizer.0, &organizer.1)).await?;
    }
    for (id, days_ago, makers) in SCHEDULED {
        loader.at(days_ago, "10:00")?;
        let popup = begin(loader, pictures, id).await?;
        loader.approve(&format!("demo:popup:{id}"), &organizer.1, Subject::Popup(popup.clone()), days_ago - 2).await?;
        for maker in makers {
            invite(loader, id, &popup, maker, &organizer.1).await?;
        }
        loader.at(days_ago - 10, "12:00")?;
        for maker in makers {
            confirm(loader, id, &popup, maker).await?;
        }
        pass(loader, &popup).await?;
    }
    Ok(())
}

/// A hall, kept by the organizer's house.
async fn hall(loader: &Loader, pictures: &Pictures, venue: &Value, by: (&OrganisationId, &AccountId)) -> Result<VenueId> {
    let id = text(&venue["id"]);
    let picture = pictures.give(loader, &format!("venues/{id}.webp"), by).await?;
    let (town, post_code) = loader.content.town(&text(&venue["town_id"]))?;
    let has = &venue["facilities"];
    let heating = match &has["heating"] {
        Value::Bool(true) => "full",
        Value::String(_) => "partial",
        _ => "none",
    };
    let step_free = match has["wheelchair"].as_str() {
        Some("step-free") => "step_free",
        Some(other @ ("ramp" | "lift" | "limited")) => other,
        _ => "none",
    };
    let ceiling = (venue["ceiling_height_m"].as_f64().unwrap_or(0.0) * 100.0).round() as i64;
    let door = text(&has["loading_door_m"]).replace('x', " × ");
    let content = told(&json!({
        "name": venue["name"], "kind": venue["kind"], "address": "Demo pot 1", "postal_code": post_code, "town": town, "country": "SI",
        "position": { "latitude": venue["lat"], "longitude": venue["lon"] }, "zone": "Europe/Ljubljana", "description": venue["description"],
        "area_m2": venue["floor_area_m2"], "ceiling_cm": (ceiling > 0).then_some(ceiling), "persons_max": venue["max_persons"],
        "facilities": { "power_kw": has["electricity_kw"], "sockets": has["sockets_16a"], "water": has["water"], "toilets": has["toilets"].as_i64(),
            "heating": heating, "wifi": has["wifi"], "parking_places": has["parking"], "loading_door": (door != "open").then(|| format!("{door} m")) },
        "step_free": step_free, "access": {}, "restrictions": restrictions(venue), "picture_media_id": picture,
    }))?;
    let owner = by.0.clone();
    let step = move |tx: &mut Tx, who: &SignedIn| scheduling::create_venue(tx, who, Some(&owner), &content).map(|venue| venue.id);
    loader.as_person(&format!("demo:venue:{id}"), by.1, step).await
}

/// What must not be done in a hall: written in English in the content, in Slovenian here.
fn restrictions(venue: &Value) -> Value {
    const SLOVENIAN: &[(&str, &str)] = &[
        ("no open flame indoors; forging only in the yard", "brez odprtega ognja v hali; kovanje le na dvorišču"),
        ("visitor list required", "potreben je seznam obiskovalcev"),
        ("heritage-protected fabric: no drilling or fixing to columns", "varovana dediščina: brez vrtanja in pritrjevanja na stebre"),
        ("quiet hours from 22:00", "tišina od 22.00"),
        ("no open flame", "brez odprtega ognja"),
        ("weekends only", "le ob koncih tedna"),
        ("max. 160 persons", "največ 160 oseb"),
        ("photography only in marked area", "fotografiranje le na označenem mestu"),
        ("weather plan required", "potreben je načrt za slabo vreme"),
        (
            "event notification to the administrative unit 5 days ahead (operator to verify)",
            "priglasitev prireditve na upravni enoti 5 dni prej (preveri upravljavec)",
        ),
        ("music until 23:00", "glasba do 23.00"),
        ("unheated: May-October only", "neogrevano: le od maja do oktobra"),
        ("no solvents or adhesives outside the extraction table", "topila in lepila le na mizi z odsesavanjem"),
        ("closed shoes", "zaprta obutev"),
        (
            "monument of national importance: curator's approval for every layout",
            "spomenik državnega pomena: vsako postavitev odobri kustos",
        ),
        ("children only accompanied", "otroci le v spremstvu"),
        ("food stalls only in zone C (extraction)", "stojnice s hrano le v območju C (odsesavanje)"),
        ("live forge: 2 m safety line, goggles for participants", "živo ognjišče: varnostna črta 2 m, zaščitna očala za udeležence"),
        ("max. 35 persons", "največ 35 oseb"),
    ];
    let english: Vec<&str> = venue["restrictions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let slovenian: Vec<&str> =
        english.iter().filter_map(|text| SLOVENIAN.iter().find(|(written, _)| written == text).map(|(_, said)| *said)).collect();
    if english.is_empty() { json!({}) } else { json!({ "sl": slovenian.join("; "), "en": english.join("; ") }) }
}

/// Begins an event of the content with its whole programme.
pub async fn begin(loader: &Loader, pictures: &Pictures, id: &str) -> Result<PopupId> {
    let event = loader.content.one("events", id)?;
    let (organisation, organizer) = loader.organisation("org-organizer").await?;
    let cover = pictures.give(loader, &format!("events/{id}.webp"), (&organisation, &organizer)).await?;
    let mut venues: Vec<VenueId> = Vec::new();
    for venue in event["venue_ids"].as_array().into_iter().flatten() {
        venues.push(loader.made_before(&format!("demo:venue:{}", text(venue))).await?);
    }
    let mut days = Vec::new();
    for span in event["opening_hours"].as_array().into_iter().flatten() {
        days.push(json!({ "date": loader.content.date(&text(&span["date"]))?, "opens": span["from"], "closes": span["to"] }));
    }
    let content: PopupContent = told(&json!({
        "kind": "popup", "title": event["title"], "description": event["description"], "visitor_info": visitor_info(event),
        "access": event["accessibility"], "admission": { "sl": "prost vstop", "en": "free admission", "de": "Eintritt frei" },
        "zone": "Europe/Ljubljana", "venue_ids": venues, "days": days, "cover_media_id": cover, "announce_at": null,
    }))?;
    let programme = programme(loader, event).await?;
    let step = move |tx: &mut Tx, who: &SignedIn| {
        let popup = scheduling::begin(tx, who, &organisation, &content)?;
        for entry in &programme {
            popups::add_entry(tx, &popup, entry.clone(), &who.account)?;
        }
        Ok(popup.id)
    };
    loader.as_person(&format!("demo:popup:{id}"), &organizer, step).await
}

fn visitor_info(event: &Value) -> Value {
    let mut sl = "Plačate s kartico ali gotovino; spletna naročila lahko prevzamete na dogodku.".to_owned();
    let mut en = "Pay by card or in cash; online orders can be picked up at the event.".to_owned();
    if event["weather_plan"].is_object() {
        sl.push_str(&format!("\n\nOb slabem vremenu: {}.", text(&event["weather_plan"]["sl"])));
        en.push_str(&format!("\n\nIn bad weather: {}.", text(&event["weather_plan"]["en"])));
    }
    let de = "Bezahlt wird mit Karte oder bar; Online-Bestellungen können am Ort abgeholt werden.";
    json!({ "sl": sl, "en": en, "de": de })
}

/// The points of the programme, and the workshops among them.
async fn programme(loader: &Loader, event: &Value) -> Result<Vec<ProgrammeEntryContent>> {
    let mut entries = Vec::new();
    for point in event["programme"].as_array().into_iter().flatten() {
        let (when, title) = (text(&point["time"]), text(&point["title"]["sl"]));
        let host = text(&point["host_id"]);
        let organisation = loader.organisation(&host).await.ok().map(|(organisation, _)| organisation);
        let named = if host == "org-coordinator" { "Regijski koordinator" } else { "" };
        entries.push(told(&json!({
            "kind": kind_of(&title), "date": loader.content.date(&when)?, "starts": when.get(11..16), "title": point["title"],
            "host": named, "host_organisation_id": organisation,
        }))?);
    }
    for workshop in event["workshops"].as_array().into_iter().flatten() {
        let when = text(&workshop["start"]);
        let date = loader.content.date(&when)?;
        let (organisation, _) = loader.organisation(&text(&workshop["leader_creator_id"])).await?;
        let starts = when.get(11..16).unwrap_or("10:00");
        let length = minutes(workshop["duration_min"].as_u64().unwrap_or(60));
        let zone = Zone::ljubljana();
        let (_, ends) = zone.local(zone.instant(&date, &starts.parse().map_err(Error::internal)?).plus(length));
        let (price, places) = (super::content::cents(&workshop["price_eur"]) / 100, workshop["capacity"].as_i64().unwrap_or(0));
        entries.push(told(&json!({
            "kind": "workshop", "date": date, "starts": starts, "ends": ends, "title": workshop["title"], "host_organisation_id": organisation,
            "admission": { "sl": format!("{price} €, {places} mest"), "en": format!("€{price}, {places} places"), "de": format!("{price} €, {places} Plätze") },
        }))?);
    }
    Ok(entries)
}

fn kind_of(title: &str) -> &'static str {
    const WORDS: &[(&str, &str)] = &[
        ("Odprtje", "opening"),
        ("Pogovor", "talk"),
        ("Predstavitev", "talk"),
        ("Zgodbe", "talk"),
        ("pripoved", "talk"),
        ("Okrogla miza", "meeting"),
        ("Vodenje", "tour"),
        ("revija", "show"),
        ("Koncert", "music"),
        ("Predaja", "handover"),
        ("prikaz", "demonstration"),
        ("Kovanje", "demonstration"),
    ];
    WORDS.iter().find(|(word, _)| title.contains(word)).map_or("other", |(_, kind)| kind)
}

async fn invite(loader: &Loader, id: &str, popup: &PopupId, maker: &str, organizer: &AccountId) -> Result<()> {
    let (organisation, _) = loader.organisation(maker).await?;
    let asked: InviteMaker =
        told(&json!({ "organisation_id": organisation, "message": "Vabimo vas, da pokažete svoje izdelke pri nas." }))?;
    let popup = popup.clone();
    let step = move |tx: &mut Tx, who: &SignedIn| scheduling::invite(tx, who, &popup, &asked).map(|_| "invited".to_owned());
    loader.as_person(&format!("demo:popup:{id}:{maker}:invited"), organizer, step).await.map(drop)
}

/// The maker says yes and chooses what to show, as far as it was approved by then.
async fn confirm(loader: &Loader, id: &str, popup: &PopupId, maker: &str) -> Result<()> {
    let (organisation, owner) = loader.organisation(maker).await?;
    let mut products: Vec<ProductId> = Vec::new();
    for product in
        loader.content.list("products").iter().filter(|product| product["creator_id"] == maker && product["status"] == "published")
    {
        products.push(loader.made_before(&format!("demo:listing:{}", text(&product["id"]))).await?);
    }
    let popup = popup.clone();
    let step = move |tx: &mut Tx, who: &SignedIn| {
        scheduling::answer(tx, who, &popup, &organisation, true)?;
        scheduling::set_products(tx, who, &popup, &organisation, &products)?;
        Ok("confirmed".to_owned())
    };
    loader.as_person(&format!("demo:popup:{id}:{maker}:confirmed"), &owner, step).await.map(drop)
}

/// Publishes the programme, and lets the event begin and end where its days are over.
async fn pass(loader: &Loader, popup: &PopupId) -> Result<()> {
    let (_, organizer) = loader.organisation("org-organizer").await?;
    tick(loader).await?;
    let id = popup.clone();
    let publish = move |tx: &mut Tx, who: &SignedIn| {
        let (popup, _) = popups::owned(tx, who, &id)?;
        popups::publish_programme(tx, popup, &who.account)?;
        Ok("published".to_owned())
    };
    loader.as_person(&format!("demo:popup:{popup}:programme"), &organizer, publish).await?;
    let id = popup.clone();
    let (starts, ends): (Option<Instant>, Option<Instant>) =
        loader.app.read(move |tx| popups::find(tx, &id).map(|popup| (popup.starts_at, popup.ends_at))).await?;
    for at in [starts, ends].into_iter().flatten().filter(|at| *at < loader.now) {
        loader.until(at.plus(hours(1)));
        tick(loader).await?;
    }
    Ok(())
}

async fn tick(loader: &Loader) -> Result<()> {
    while loader.app.write(popups::tick).await? > 0 {}
    Ok(())
}
