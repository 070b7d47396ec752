//! Queries of the register of techniques, and of who practises them.

use diesel::prelude::*;
use serde::Serialize;

use super::model::ListingStatus;
use super::terms::TermKind;
use crate::db::schema::{organisations, practised_techniques, products, terms};
use crate::db::{Among, Tx};
use crate::kit::id::OrganisationId;
use crate::kit::json::Json;
use crate::kit::locale::Translations;
use crate::kit::time::Instant;

/// A technique of the register.
#[derive(Clone, Debug, Serialize, Queryable, Selectable, utoipa::ToSchema)]
#[diesel(table_name = terms)]
pub struct Technique {
    /// How listings and briefs name it; never changes.
    pub code: String,
    /// Its name in each language.
    pub names: Translations,
    /// What is told about it, Markdown.
    pub description: Translations,
    /// Its place in lists.
    pub position: i32,
    /// Since when it is not offered.
    pub retired_at: Option<Instant>,
    /// The technique that it leads to, if it was merged.
    pub merged_into: Option<String>,
    /// Send this as `If-Match` with the next change.
    pub version: i64,
}

/// Every technique, in order.
pub fn all(tx: &mut Tx) -> QueryResult<Vec<Technique>> {
    terms::table
        .filter(terms::kind.eq(TermKind::Technique))
        .order((terms::position, terms::code))
        .select(Technique::as_select())
        .load(tx.db)
}

/// Writes a new technique.
pub fn insert(tx: &mut Tx, technique: &Technique) -> QueryResult<()> {
    let row = (
        terms::kind.eq(TermKind::Technique),
        terms::code.eq(&technique.code),
        terms::names.eq(&technique.names),
        terms::traits.eq(Json(Vec::<String>::new())),
        terms::position.eq(technique.position),
        terms::description.eq(&technique.description),
        terms::version.eq(technique.version),
    );
    diesel::insert_into(terms::table).values(row).execute(tx.db).map(drop)
}

/// Writes a technique if nobody changed it since `seen`.
pub fn save(tx: &mut Tx, technique: &Technique, seen: i64) -> QueryResult<bool> {
    let row = terms::table.filter(terms::kind.eq(TermKind::Technique).and(terms::code.eq(&technique.code))).filter(terms::version.eq(seen));
    let set = (
        terms::names.eq(&technique.names),
        terms::description.eq(&technique.description),
        terms::retired_at.eq(technique.retired_at),
        terms::merged_into.eq(&technique.merged_into),
        terms::version.eq(technique.version),
    );
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// What was merged into one technique leads to another: one step always suffices.
pub fn redirect(tx: &mut Tx, from: &str, to: &str) -> QueryResult<()> {
    let merged = terms::table.filter(terms::kind.eq(TermKind::Technique).and(terms::merged_into.eq(from)));
    diesel::update(merged).set(terms::merged_into.eq(to)).execute(tx.db).map(drop)
}

/// Studios that practise one technique practise another instead.
pub fn practise_instead(tx: &mut Tx, from: &str, to: &str) -> QueryResult<()> {
    let have: Vec<OrganisationId> = practised_techniques::table
        .filter(practised_techniques::technique.eq(to))
        .select(practised_techniques::organisation_id)
        .load(tx.db)?;
    let twice =
        practised_techniques::table.filter(practised_techniques::technique.eq(from).and(practised_techniques::organisation_id.among(have)));
    diesel::delete(twice).execute(tx.db)?;
    let rest = practised_techniques::table.filter(practised_techniques::technique.eq(from));
    diesel::update(rest).set(practised_techniques::technique.eq(to)).execute(tx.db).map(drop)
}

/// What a studio says that it practises, in its order.
pub fn practised(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<String>> {
    practised_techniques::table
        .filter(practised_techniques::organisation_id.eq(organisation))
        .order(practised_techniques::position)
        .select(practised_techniques::technique)
        .load(tx.db)
}

/// Writes anew what a studio practises.
pub fn set_practised(tx: &mut Tx, organisation: &OrganisationId, codes: &[String]) -> QueryResult<()> {
    let own = practised_techniques::table.filter(practised_techniques::organisation_id.eq(organisation));
    diesel::delete(own).execute(tx.db)?;
    for (position, code) in (0..).zip(codes) {
        let row = (
            practised_techniques::organisation_id.eq(organisation),
            practised_techniques::technique.eq(code),
            practised_techniques::position.eq(position),
        );
        diesel::insert_into(practised_techniques::table).values(row).execute(tx.db)?;
    }
    Ok(())
}

/// Which approved studio practises which technique: because it says so, or because it sells something made by it.
pub fn practitioners(tx: &mut Tx) -> QueryResult<Vec<(OrganisationId, String)>> {
    let approved = organisations::kind.eq("studio").and(organisations::status.eq("approved"));
    let said: Vec<(OrganisationId, String)> = practised_techniques::table
        .inner_join(organisations::table.on(organisations::id.eq(practised_techniques::organisation_id)))
        .filter(approved)
        .order((practised_techniques::organisation_id, practised_techniques::position))
        .select((organisations::id, practised_techniques::technique))
        .load(tx.db)?;
    let sold: Vec<(OrganisationId, String)> = products::table
        .inner_join(organisations::table.on(organisations::id.eq(products::organisation_id)))
        .filter(approved.and(products::status.eq(ListingStatus::Approved)))
        .select((organisations::id, products::terms))
        .load(tx.db)?;
    let mut found = said;
    for (maker, terms) in sold {
        for code in terms.split(' ').filter_map(|term| term.strip_prefix("technique:")) {
            if !found.iter().any(|(known, technique)| *known == maker && technique == code) {
                found.push((maker.clone(), code.to_owned()));
            }
        }
    }
    Ok(found)
}
