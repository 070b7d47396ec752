//! Listings with their pictures, approved one after another; their first stock; one price that was reduced since.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::Loader;
use super::content::{cents, text, texts, told};
use super::pictures::Pictures;
use crate::catalogue::{self, Content as Listing, NewProduct};
use crate::db::Tx;
use crate::db::schema::variants;
use crate::desk::Subject;
use crate::identity;
use crate::inventory::{self, Change, Reason, Words};
use crate::kit::id::{AccountId, OrganisationId, ProductId, VariantId};
use crate::kit::money::Money;
use crate::kit::{Error, Result};

/// The listing whose price was reduced, and the share of the old price that is left.
const REDUCED: (&str, i64) = ("p-16", 80);

/// Brings them in.
pub async fn load(loader: &Loader, pictures: &Pictures) -> Result<()> {
    for (index, product) in loader.content.list("products").iter().enumerate() {
        let days_ago = 215 - 4 * index as i32;
        loader.at(days_ago, "11:00")?;
        let id = text(&product["id"]);
        let (organisation, owner) = loader.organisation(&text(&product["creator_id"])).await?;
        let shown = [format!("products/{id}.webp"), format!("products/{id}-detail.webp")];
        let mut cover = Vec::new();
        for name in &shown {
            cover.extend(pictures.give(loader, name, (&organisation, &owner)).await?);
        }
        let listing: Listing = told(&listing(loader, product, &cover)?)?;
        let listed = begin(loader, &id, (&organisation, &owner), listing).await?;
        if matches!(product["status"].as_str(), Some("published" | "sold_out")) {
            loader.approve(&format!("demo:listing:{id}"), &owner, Subject::Listing(listed.clone()), days_ago - 1).await?;
            stock(loader, product, &organisation, &owner, &listed).await?;
        }
    }
    reduce(loader).await
}

/// Begins a listing and writes everything into it.
async fn begin(loader: &Loader, id: &str, by: (&OrganisationId, &AccountId), listing: Listing) -> Result<ProductId> {
    let organisation = by.0.clone();
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        let product = catalogue::begin(tx, &by, NewProduct::default())?;
        catalogue::save(tx, &by, &product, 1, listing.clone())?;
        Ok(product)
    };
    loader.as_person(&format!("demo:listing:{id}"), by.1, step).await
}

fn listing(loader: &Loader, product: &Value, pictures: &[crate::kit::id::MediaId]) -> Result<Value> {
    let creator = loader.content.one("creators", &text(&product["creator_id"]))?;
    let (town, post_code) = loader.content.town(&text(&creator["town_id"]))?;
    let index = loader.content.list("creators").iter().position(|other| other["id"] == creator["id"]).unwrap_or(0);
    let price = cents(&product["price_eur"]);
    let several = product["variants"].as_array().is_some_and(|variants| variants.len() > 1);
    let variants: Vec<Value> =
        product["variants"].as_array().into_iter().flatten().map(|variant| variant_of(variant, price, several)).collect();
    let materials: Vec<Value> = product["materials"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|share| json!({ "code": share["material_id"], "percent": share["percent"] }))
        .collect();
    let warnings = product["warnings"].as_array().cloned().unwrap_or_default();
    let challenge = loader.content.one("challenges", &text(&product["challenge_id"])).ok();
    let credit = challenge.map_or(json!({}), |challenge| {
        let title = |locale: &str| text(&challenge["title"][locale]);
        json!({ "sl": format!("Izziv »{}«", title("sl")), "en": format!("Challenge \"{}\"", title("en")), "de": format!("Aufgabe »{}«", title("de")) })
    });
    let personal = product["personalizable"] == true;
    let personalisation = personal.then(|| {
        let label = json!({ "sl": "Ime ali začetnice", "en": "Name or initials", "de": "Name oder Initialen" });
        json!({ "label": label, "max_length": 16, "required": false })
    });
    let care: Vec<&Value> = Some(&product["care"]).filter(|care| care.is_string()).into_iter().collect();
    Ok(json!({
        "name": product["name"], "description": product["description"], "story": texts(&product["story"]),
        "category": product["category"], "materials": materials, "techniques": product["technique_ids"], "town": creator["town_id"],
        "dimensions_mm": product["dimensions_mm"], "weight_g": product["weight_g"], "care": care, "care_note": {},
        "made_to_order": product["made_to_order"], "lead_time_days": product["lead_time_days"],
        "edition": texts(&product["edition"]), "edition_size": null, "personalisation": personalisation,
        "withdrawal_exemption": "none", "origin": origin(product), "credit": credit, "pictures": pictures,
        "safety": {
            "manufacturer": {
                "name": creator["brand"],
                "postal_address": format!("Demo ulica {}, {post_code} {town}, Slovenija", index + 1),
                "electronic_address": creator["product_safety_contact"]["email"],
            },
            "identifier": product["sku"], "warnings": warnings, "no_warnings": warnings.is_empty(), "age_min": null,
        },
        "vat_rate_bp": if product["vat_rate"] == 22 { 2200 } else { 0 },
        "channels": product["channels"], "variants": variants,
    }))
}

/// Where the idea comes from, in our words.
fn origin(product: &Value) -> &'static str {
    match product["origin"].as_str().unwrap_or("") {
        "challenge" => "challenge",
        text if text.starts_with("heritage") => "heritage",
        _ => "own",
    }
}

fn variant_of(variant: &Value, price: i64, several: bool) -> Value {
    let option = if several { texts(&variant["name"]) } else { json!({}) };
    let price = price + cents(&variant["price_delta_eur"]);
    json!({ "id": null, "sku": variant["sku"], "option": option, "price": { "amount": price, "currency": "EUR" }, "barcode": null, "weight_g": null })
}

/// The first count of every variant.
async fn stock(loader: &Loader, product: &Value, organisation: &OrganisationId, owner: &AccountId, listed: &ProductId) -> Result<()> {
    let counts: Vec<(String, i64)> = product["variants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|variant| (text(&variant["sku"]), variant["stock"].as_i64().unwrap_or(0)))
        .collect();
    let (organisation, listed) = (organisation.clone(), listed.clone());
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        for (sku, count) in &counts {
            let variant = variant(tx, &listed, sku)?;
            let words = Words { reason: Reason::Opening, note: None, actor: Some(by.account.as_str()) };
            inventory::correct(tx, &organisation, &variant, Change::Counted(*count), words)?;
        }
        Ok("counted".to_owned())
    };
    loader.as_person(&format!("demo:stock:{}", text(&product["id"])), owner, step).await.map(drop)
}

fn variant(tx: &mut Tx, product: &ProductId, sku: &str) -> Result<VariantId> {
    let wanted = variants::table.filter(variants::product_id.eq(product).and(variants::sku.eq(sku)));
    wanted.select(variants::id).first(tx.db).optional()?.ok_or_else(|| Error::internal(format!("no variant {sku}")))
}

/// A price that fell lately, so that buyers see the lowest of the thirty days before.
async fn reduce(loader: &Loader) -> Result<()> {
    loader.at(9, "10:15")?;
    let product: ProductId = loader.made_before(&format!("demo:listing:{}", REDUCED.0)).await?;
    let written = loader.content.one("products", REDUCED.0)?;
    let (organisation, owner) = loader.organisation(&text(&written["creator_id"])).await?;
    let price = Money::euros(cents(&written["price_eur"]) * REDUCED.1 / 100);
    let skus: Vec<String> = written["variants"].as_array().into_iter().flatten().map(|variant| text(&variant["sku"])).collect();
    let step = move |tx: &mut Tx, who: &identity::SignedIn| {
        let by = identity::member(tx, who, &organisation)?;
        for sku in &skus {
            let variant = variant(tx, &product, sku)?;
            catalogue::set_price(tx, &by, &variant, price)?;
        }
        Ok("reduced".to_owned())
    };
    loader.as_person("demo:reduced", &owner, step).await.map(drop)
}
