//! Kilograms of material that were offered, and those that are reused.
//!
//! Offered is what the published briefs give, batch by batch, in kilograms as the company wrote them. A batch counts as reused once
//! its challenge has led to an agreement in force or to a product in the shop. What was called off or taken down is left out.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::agreements::LinkStatus;
use crate::challenges::{self, ChallengeState};
use crate::db::Tx;
use crate::db::schema::{agreements, product_links, products};
use crate::identity::{self, Coordinator, OrganisationCard, SignedIn};
use crate::kit::Result;
use crate::kit::csv::Csv;
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::payouts::csv_answer;
use crate::web::{App, Json, Language, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_material).service(export_material);
}

/// The indicator, and the rows that it sums.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MaterialBook {
    /// Kilograms that published briefs offer.
    pub offered_kg: i64,
    /// Those of challenges with an agreement in force or a product in the shop.
    pub reused_kg: i64,
    /// Material by material, the newest challenge first.
    pub items: Vec<MaterialRow>,
}

/// A material of a challenge.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MaterialRow {
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Its title.
    pub title: String,
    /// Who gives it.
    pub company: String,
    /// What it is.
    pub material: String,
    /// What it is made of.
    pub composition: String,
    /// How many batches.
    pub batches: i64,
    /// How many kilograms in all.
    pub kilograms: i64,
    /// When the brief was published.
    pub offered_at: Instant,
    /// Since when it counts as reused, if it does.
    pub reused_at: Option<Instant>,
    /// Agreements in force.
    pub agreements: i64,
    /// Products that came into the shop.
    pub products: i64,
}

/// Kilograms of material offered and reused, with the rows behind them
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = MaterialBook), Problems))]
#[get("/desk/challenges/material")]
async fn show_material(app: App, who: SignedIn, reader: Language) -> Result<Json<MaterialBook>> {
    app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        book(tx, &by, reader.0).map(Json)
    })
    .await
}

/// The rows as a table
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, content_type = "text/csv", body = String), Problems))]
#[get("/desk/challenges/material/table")]
async fn export_material(app: App, who: SignedIn, reader: Language) -> Result<HttpResponse> {
    let book = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        book(tx, &by, reader.0)
    });
    let mut csv = Csv::new(&[
        "challenge",
        "title",
        "company",
        "material",
        "composition",
        "batches",
        "kilograms",
        "offered",
        "reused",
        "agreements",
        "products",
    ]);
    for row in book.await?.items {
        let reused = row.reused_at.map(|at| at.to_string()).unwrap_or_default();
        csv.text(row.challenge_id.as_str()).text(&row.title).text(&row.company).text(&row.material).text(&row.composition);
        csv.whole(row.batches).whole(row.kilograms).text(&row.offered_at.to_string()).text(&reused);
        csv.whole(row.agreements).whole(row.products).end();
    }
    Ok(csv_answer("material.csv", csv))
}

fn book(tx: &mut Tx, _: &Coordinator, reader: Locale) -> Result<MaterialBook> {
    let mut all = challenges::all(tx)?;
    all.retain(|challenge| !matches!(challenge.state, ChallengeState::Cancelled | ChallengeState::Suspended));
    let owners: Vec<OrganisationId> = all.iter().map(|challenge| challenge.organisation.clone()).collect();
    let cards = OrganisationCard::all(tx, &owners)?;
    let (agreed, shown) = (agreed(tx)?, shown(tx)?);
    let mut items = Vec::new();
    for challenge in all {
        let Some(offered_at) = challenge.published_at else { continue };
        let company = cards.iter().find(|card| card.id == challenge.organisation).map(|card| card.name.clone()).unwrap_or_default();
        let of = |found: &BTreeMap<ChallengeId, Vec<Instant>>| found.get(&challenge.id).cloned().unwrap_or_default();
        let (agreed, shown) = (of(&agreed), of(&shown));
        items.extend(challenge.content.materials.iter().map(|material| MaterialRow {
            challenge_id: challenge.id.clone(),
            title: challenge.title.best(reader).to_owned(),
            company: company.clone(),
            material: material.name.best(reader).to_owned(),
            composition: material.composition.best(reader).to_owned(),
            batches: i64::from(material.batches),
            kilograms: i64::from(material.kilograms),
            offered_at,
            reused_at: agreed.iter().chain(&shown).min().copied(),
            agreements: agreed.len() as i64,
            products: shown.len() as i64,
        }));
    }
    let offered_kg = items.iter().map(|row| row.kilograms).sum();
    let reused_kg = items.iter().filter(|row| row.reused_at.is_some()).map(|row| row.kilograms).sum();
    Ok(MaterialBook { offered_kg, reused_kg, items })
}

/// When agreements of each challenge came into force.
fn agreed(tx: &mut Tx) -> Result<BTreeMap<ChallengeId, Vec<Instant>>> {
    let rows: Vec<(ChallengeId, Option<Instant>)> = agreements::table
        .filter(agreements::in_force_at.is_not_null())
        .select((agreements::challenge_id, agreements::in_force_at))
        .load(tx.db)?;
    Ok(by_challenge(rows))
}

/// When products of each challenge came into the shop.
fn shown(tx: &mut Tx) -> Result<BTreeMap<ChallengeId, Vec<Instant>>> {
    let rows: Vec<(ChallengeId, Option<Instant>)> = product_links::table
        .inner_join(products::table.on(products::id.eq(product_links::product_id)))
        .filter(product_links::status.eq(LinkStatus::Accepted))
        .select((product_links::challenge_id, products::published_at))
        .load(tx.db)?;
    Ok(by_challenge(rows))
}

fn by_challenge(rows: Vec<(ChallengeId, Option<Instant>)>) -> BTreeMap<ChallengeId, Vec<Instant>> {
    let mut found: BTreeMap<ChallengeId, Vec<Instant>> = BTreeMap::new();
    for (challenge, at) in rows {
        found.entry(challenge).or_default().extend(at);
    }
    found
}
