//! Every organisation of the installation, as the desk looks for one: by name or town, by kind, by state.
//!
//! There are hundreds, not millions: names are folded here, so that "škofja" and "skofja" find the same, and sorted as read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checks::{self, CheckRecord};
use super::store;
use super::views::Names;
use crate::db::Tx;
use crate::identity::organisations;
use crate::identity::{Coordinator, OrganisationKind, OrganisationStatus};
use crate::kit::Result;
use crate::kit::error::Error;
use crate::kit::id::OrganisationId;
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::fold;
use crate::kit::time::Instant;

/// Which organisations.
#[derive(Clone, Debug, Default)]
pub struct DirectoryWanted {
    pub kind: Option<OrganisationKind>,
    pub status: Option<OrganisationStatus>,
    pub text: String,
}

/// An organisation as the desk sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeskOrganisation {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub slug: String,
    /// What it works as.
    pub kind: OrganisationKind,
    /// Its town.
    pub town: Option<String>,
    /// Where it stands.
    pub status: OrganisationStatus,
    /// When it was founded here.
    pub created_at: Instant,
    /// When it last asked the desk about itself.
    pub submitted_at: Option<Instant>,
    /// When the desk first approved it.
    pub approved_at: Option<Instant>,
    /// Whether something about it waits at the desk.
    pub waiting: bool,
}

/// An organisation with what was looked up about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeskOrganisationView {
    /// The organisation.
    pub organisation: DeskOrganisation,
    /// Everything that was ever looked up, newest first.
    pub checks: Vec<CheckRecord>,
}

/// Where a page of the directory ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(String, String);

/// The organisations by name.
pub fn list(tx: &mut Tx, _: &Coordinator, wanted: &DirectoryWanted, page: &PageQuery) -> Result<Page<DeskOrganisation>> {
    let limit = page.limit()?;
    let after: Option<Place> = page.cursor()?;
    let text = fold(wanted.text.trim());
    let waiting = store::organisations_waiting(tx)?;
    let mut found: Vec<(Place, DeskOrganisation)> = organisations::store::directory(tx, wanted.kind, wanted.status)?
        .into_iter()
        .filter(|row| fold(&format!("{} {}", row.name, row.town.as_deref().unwrap_or(""))).contains(&text))
        .map(|row| (Place(fold(&row.name), row.id.to_string()), shown(row, &waiting)))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.truncate(limit as usize + 1);
    Ok(Page::of(found, limit, |(place, _)| place.clone()).map(|(_, row)| row))
}

/// One organisation, with what was looked up about it.
pub fn show(tx: &mut Tx, _: &Coordinator, id: &OrganisationId) -> Result<DeskOrganisationView> {
    let row = organisations::store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let waiting = store::organisations_waiting(tx)?;
    let checks = checks::of(tx, &mut Names::default(), id)?;
    Ok(DeskOrganisationView { organisation: shown(row, &waiting), checks })
}

fn shown(row: organisations::Organisation, waiting: &[String]) -> DeskOrganisation {
    DeskOrganisation {
        waiting: waiting.iter().any(|subject| subject == row.id.as_str()),
        id: row.id,
        name: row.name,
        slug: row.slug,
        kind: row.kind,
        town: row.town,
        status: row.status,
        created_at: row.created_at,
        submitted_at: row.submitted_at,
        approved_at: row.approved_at,
    }
}
