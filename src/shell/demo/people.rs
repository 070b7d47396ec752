//! People with their accounts, and the organisations that they act for, brought to the desk and approved.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::content::{registration_number, tax_number, text, texts, told};
use super::pictures::Pictures;
use super::{LOGINS, Loader, PASSWORD};
use crate::db::Tx;
use crate::db::schema::accounts;
use crate::delivery::{self, SaveDelivery, Studio};
use crate::desk::Subject;
use crate::identity::accounts::{NewAccount, create_verified};
use crate::identity::organisations::{self, EditOrganisation, Founding, OrganisationKind, declarations::Declaration};
use crate::identity::{self, passwords};
use crate::kit::id::{AccountId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::{Error, Result};

/// An organisation of the content, with whom it belongs to.
struct Known {
    id: String,
    kind: OrganisationKind,
    name: String,
    owner_email: String,
    owner_name: String,
    town: String,
    bio: Value,
    /// The record that the law wants.
    record: Value,
}

/// Brings them in.
pub async fn load(loader: &Loader, pictures: &Pictures) -> Result<()> {
    loader.at(718, "08:00")?;
    // Argon2 is slow on purpose; one hash serves all, because all have one password.
    let hash = passwords::hash_now(PASSWORD)?;
    for login in LOGINS {
        let role = login.role;
        account(loader, login.email, login.name, &hash, role.contains("coordinator"), role.contains("admin")).await?;
    }
    account(loader, "koordinator@example.org", "Kristjan Koordinator", &hash, true, false).await?;
    for (index, known) in everybody(loader)?.iter().enumerate() {
        let days_ago = came(known.kind, index);
        loader.at(days_ago, "10:00")?;
        account(loader, &known.owner_email, &known.owner_name, &hash, false, false).await?;
        let (organisation, owner) = found(loader, known).await?;
        let portrait = pictures.give(loader, &format!("creators/{}.webp", known.id), (&organisation, &owner)).await?;
        fill(loader, known, &organisation, &owner, portrait.as_ref().map(|id| id.as_str())).await?;
        let key = format!("demo:organisation:{}", known.id);
        loader.approve(&key, &owner, Subject::Organisation(organisation.clone()), days_ago - 1).await?;
        if OPEN_DOORS.contains(&known.id.as_str()) {
            open_the_door(loader, known, &organisation, &owner).await?;
        }
    }
    waiting(loader).await
}

/// How many days ago an organisation came: companies and institutions with the first challenges, studios after them.
fn came(kind: OrganisationKind, index: usize) -> i32 {
    let begun = if kind == OrganisationKind::Studio { 290 } else { 716 };
    begun - 2 * index as i32
}

/// Everybody's account.
pub fn accounts(tx: &mut Tx) -> Result<Vec<AccountId>> {
    Ok(accounts::table.filter(accounts::is_demo.eq(true)).select(accounts::id).load(tx.db)?)
}

async fn account(loader: &Loader, email: &str, name: &str, hash: &str, coordinator: bool, admin: bool) -> Result<AccountId> {
    let new = NewAccount {
        email: email.to_owned(),
        name: name.to_owned(),
        locale: Locale::Sl,
        password_hash: hash.to_owned(),
        coordinator,
        admin,
        demo: true,
    };
    loader.once(&format!("demo:account:{email}"), move |tx| create_verified(tx, &new)).await
}

async fn found(loader: &Loader, known: &Known) -> Result<(OrganisationId, AccountId)> {
    let owner: AccountId = loader.made_before(&format!("demo:account:{}", known.owner_email)).await?;
    let founding = Founding { kind: known.kind, name: known.name.clone(), town: Some(known.town.clone()), demo: true };
    let founder = owner.clone();
    let key = format!("demo:organisation:{}", known.id);
    let organisation = loader.once(&key, move |tx| organisations::found(tx, &founder, &founding)).await?;
    let id = owner.clone();
    loader.once(&format!("demo:owner:{}", known.id), move |_| Ok(id.clone())).await?;
    Ok((organisation, owner))
}

/// Writes who it is and what the law wants to know.
async fn fill(loader: &Loader, known: &Known, organisation: &OrganisationId, owner: &AccountId, portrait: Option<&str>) -> Result<()> {
    let public: EditOrganisation = told(&json!({
        "name": known.name, "bio": known.bio, "town": known.town, "country": "SI", "website": null,
        "contact_email": known.record["email"], "contact_phone": null, "logo_media_id": null, "portrait_media_id": portrait,
    }))?;
    let record = told(&known.record)?;
    let organisation = organisation.clone();
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        organisations::save_organisation(tx, &by, &public, 1)?;
        let version = organisations::store::with_record(tx, &organisation)?.map_or(1, |(_, record)| record.version);
        organisations::save_onboarding(tx, &by, &record, version)?;
        Ok("filled".to_owned())
    };
    loader.as_person(&format!("demo:organisation:{}:filled", known.id), owner, step).await.map(drop)
}

/// The studios where buyers may fetch what they ordered, and whose parcels are free from eighty euros on.
const OPEN_DOORS: [&str; 4] = ["k-modra-stampa", "k-prelo", "k-studio-vigenc", "k-hala-9"];

async fn open_the_door(loader: &Loader, known: &Known, organisation: &OrganisationId, owner: &AccountId) -> Result<()> {
    let [street, post_code, town] = ["street", "post_code", "town"].map(|field| text(&known.record[field]));
    let studio = Studio { name: known.name.clone(), address: format!("{street}, {post_code} {town}"), postcode: post_code, city: town };
    let mut settings = serde_json::to_value(delivery::defaults(Some(&studio))).map_err(Error::internal)?;
    if let Some(fields) = settings.as_object_mut() {
        fields.remove("version");
    }
    settings["pickup_places"][0]["active"] = json!(true);
    settings["pickup_places"][0]["hours"] = json!({ "sl": "ob torkih in četrtkih od 16.00 do 19.00",
        "en": "Tuesdays and Thursdays from 16:00 to 19:00", "de": "dienstags und donnerstags von 16 bis 19 Uhr" });
    for band in settings["bands"].as_array_mut().into_iter().flatten().filter(|band| band["countries"] == json!(["SI"])) {
        band["free_over"] = json!({ "amount": 8000, "currency": "EUR" });
    }
    let (settings, organisation) = (told::<SaveDelivery>(&settings)?, organisation.clone());
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        identity::member(tx, who, &organisation)?;
        delivery::save(tx, &organisation, 0, &settings)?;
        Ok("open".to_owned())
    };
    loader.as_person(&format!("demo:organisation:{}:delivery", known.id), owner, step).await.map(drop)
}

fn everybody(loader: &Loader) -> Result<Vec<Known>> {
    let mut all = Vec::new();
    for (index, creator) in loader.content.list("creators").iter().enumerate() {
        all.push(studio(loader, creator, index)?);
    }
    for (index, company) in loader.content.list("companies").iter().enumerate() {
        all.push(self::company(loader, company, 20 + index)?);
    }
    for (index, (id, kind, email, owner)) in INSTITUTIONS.iter().enumerate() {
        let one = loader.content.one("organizations", id)?;
        let (town, post_code) = loader.content.town(&text(&one["town_id"]))?;
        let name = text(&one["name"]["sl"]);
        let seat = Seat { name: name.clone(), street: "Demo trg 3".to_owned(), town: town.clone(), post_code, email: (*email).to_owned() };
        all.push(Known {
            id: (*id).to_owned(),
            kind: *kind,
            name,
            owner_email: (*email).to_owned(),
            owner_name: (*owner).to_owned(),
            town,
            bio: texts(&one["name"]),
            record: record(if *kind == OrganisationKind::Organizer { "institute" } else { "public_body" }, &seat, 40 + index, false),
        });
    }
    Ok(all)
}

/// The organisations of the content that schedule, show and teach, with whoever acts for them.
const INSTITUTIONS: [(&str, OrganisationKind, &str, &str); 5] = [
    ("org-organizer", OrganisationKind::Organizer, "organizator@example.org", "Meta Hala"),
    ("org-museum", OrganisationKind::Institution, "muzej@example.org", "Marjeta Muzejnik"),
    ("org-forge-collection", OrganisationKind::Institution, "zbirka@example.org", "Žan Kovačnik"),
    ("org-tourist", OrganisationKind::Institution, "turizem@example.org", "Tina Turist"),
    ("org-school", OrganisationKind::Institution, "sola@example.org", "Simon Šolnik"),
];

/// Name and address as a register would show them.
struct Seat {
    name: String,
    street: String,
    town: String,
    post_code: String,
    email: String,
}

fn studio(loader: &Loader, creator: &Value, index: usize) -> Result<Known> {
    let id = text(&creator["id"]);
    let (town, post_code) = loader.content.town(&text(&creator["town_id"]))?;
    let (brand, person) = (text(&creator["brand"]), text(&creator["person_name"]));
    // The first studio is the one to try things out with.
    let owner_email = if index == 0 { "ustvarjalka@example.org".to_owned() } else { text(&creator["email"]) };
    let (kind, legal_name) = match creator["legal_form"].as_str().unwrap_or("") {
        "s.p." => ("sole_trader", format!("{person} s.p.")),
        "zavod" => ("institute", format!("Zavod {brand}")),
        _ => ("individual_odd", person.clone()),
    };
    let seat = Seat {
        name: legal_name,
        street: format!("Demo ulica {}", index + 1),
        town: town.clone(),
        post_code,
        email: text(&creator["email"]),
    };
    let mut record = record(kind, &seat, index, creator["vat_registered"] == true);
    record["trade_name"] = json!(brand);
    record["iban"] = creator["payout_iban"].clone();
    record["account_holder"] = json!(seat.name);
    record["self_certification_version"] = json!(Declaration::SelfCertification.version());
    record["invoice_mandate_version"] = json!(Declaration::InvoiceMandate.version());
    record["manufacturer"] = json!({ "name": brand, "street": seat.street, "post_code": seat.post_code, "town": seat.town, "country": "SI",
        "email_or_url": creator["product_safety_contact"]["email"] });
    if kind == "individual_odd" {
        record["registration_number"] = Value::Null;
        record["birth_date"] = json!("1991-04-17");
        record["residence_country"] = json!("SI");
        record["odd"] =
            json!({ "ajpes_notification_number": format!("DEMO-{index:04}"), "voucher_month": null, "half_year_income_cents": 120_000 });
    }
    let bio = texts(&creator["bio"]);
    Ok(Known { id, kind: OrganisationKind::Studio, name: brand, owner_email, owner_name: person, town, bio, record })
}

fn company(loader: &Loader, company: &Value, index: usize) -> Result<Known> {
    let (town, post_code) = loader.content.town(&text(&company["town_id"]))?;
    let name = text(&company["name"]);
    let email = text(&company["email"]);
    let owner_email = if index == 20 { "podjetje@example.org".to_owned() } else { email.clone() };
    let owner_name = if index == 20 { "Peter Predilnik".to_owned() } else { format!("{} (stik)", name.trim_end_matches(" d.o.o.")) };
    let seat = Seat { name: name.clone(), street: "Demo cesta 12".to_owned(), town: town.clone(), post_code, email };
    let record = record("company", &seat, index, company["vat_registered"] == true);
    let bio = texts(&company["profile"]);
    Ok(Known { id: text(&company["id"]), kind: OrganisationKind::Company, name, owner_email, owner_name, town, bio, record })
}

/// The record that the law wants, with made-up numbers that pass the checks and say that they are made up.
fn record(kind: &str, seat: &Seat, index: usize, vat: bool) -> Value {
    let number = tax_number(index);
    json!({
        "legal_kind": kind, "legal_name": seat.name, "trade_name": null,
        "street": seat.street, "post_code": seat.post_code, "town": seat.town, "country": "SI",
        "phone": format!("+386 1 555 {:04}", 100 + index), "email": seat.email,
        "tax_number": number, "vat_id": vat.then(|| format!("SI{number}")),
        "registration_number": registration_number(index), "register_name": "izmišljen vpis (demo)",
        "birth_date": null, "birth_place": null, "residence_country": null, "iban": null, "account_holder": null,
        "vat_status": if vat { "registered" } else { "exempt" }, "vat_from": vat.then_some("2022-01-01"),
        "fiscal_mode": "noncash_only",
        "tax_details": { "turnover_so_far_cents": 1_850_000, "one_stop_shop": false, "eu_sales_so_far_cents": 0 },
        "odd": null, "manufacturer": null,
        "self_certification_version": null, "invoice_mandate_version": null, "terms_version": Declaration::Terms.version(),
    })
}

/// A studio that has brought itself to the desk and waits.
async fn waiting(loader: &Loader) -> Result<()> {
    let seat = Seat {
        name: "Neža Novak s.p.".to_owned(),
        street: "Demo pot 7".to_owned(),
        town: "Žiri".to_owned(),
        post_code: "4226".to_owned(),
        email: "nova@example.org".to_owned(),
    };
    let mut record = record("sole_trader", &seat, 60, false);
    record["iban"] = json!("SI56999990000100109");
    record["account_holder"] = json!(seat.name);
    record["self_certification_version"] = json!(Declaration::SelfCertification.version());
    record["invoice_mandate_version"] = json!(Declaration::InvoiceMandate.version());
    record["manufacturer"] = json!({ "name": "Ostanek", "street": seat.street, "post_code": seat.post_code, "town": seat.town,
        "country": "SI", "email_or_url": seat.email });
    let known = Known {
        id: "nova".to_owned(),
        kind: OrganisationKind::Studio,
        name: "Ostanek".to_owned(),
        owner_email: "nova@example.org".to_owned(),
        owner_name: "Neža Novak".to_owned(),
        town: "Žiri".to_owned(),
        bio: json!({ "sl": "Iz ostankov usnja žirovskih čevljarn šivam denarnice in pasove. Vsak kos nosi številko bale, iz katere je nastal.",
            "en": "I sew wallets and belts from the leather that the shoemakers of Žiri leave over. Each piece bears the number of its hide." }),
        record,
    };
    let (organisation, owner) = found(loader, &known).await?;
    fill(loader, &known, &organisation, &owner, None).await
}
