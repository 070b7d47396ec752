//! Halls, yards and shop windows: where a pop-up takes place, and what the place offers.
//!
//! A venue belongs to an organisation, or to the region when it belongs to none. It keeps one invariant: whoever finds it
//! can stand at its door (an address, a town and a point on the map are always there). It never knows which pop-ups take
//! place in it.

pub mod model;
pub mod position;
mod store;

pub use model::{Facilities, StepFree, Venue, VenueContent};
pub use position::{MicroDegrees, Position};

use crate::db::Tx;
use crate::identity::{self, OrganisationKind, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{OrganisationId, VenueId};
use crate::kit::page::{Page, PageQuery};

/// Which venues are wanted.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VenueQuery {
    /// Words of the name, town or address.
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// Only of this town.
    #[param(max_length = 80)]
    pub town: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Venues by town; open to everybody.
pub fn list(tx: &mut Tx, query: &VenueQuery) -> Result<Page<Venue>> {
    let page = PageQuery { limit: query.limit, after: query.after.clone() };
    let limit = page.limit()?;
    let rows = store::list(tx, query, page.cursor()?, limit + 1)?;
    Ok(Page::of(rows, limit, |venue| (venue.town.clone(), venue.id.to_string())))
}

/// One venue.
pub fn find(tx: &mut Tx, id: &VenueId) -> Result<Venue> {
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Several venues, in no particular order; unknown ids are simply not there.
pub fn several(tx: &mut Tx, ids: &[VenueId]) -> Result<Vec<Venue>> {
    Ok(store::several(tx, ids)?)
}

/// Puts a venue on the map. Without an organisation it belongs to the region, which only the coordinator may say.
pub fn create(tx: &mut Tx, who: &SignedIn, owner: Option<&OrganisationId>, content: &VenueContent) -> Result<Venue> {
    may_keep(tx, who, owner)?;
    content.check()?;
    let venue = Venue::new(tx.id(), owner.cloned(), content, tx.now);
    store::insert(tx, &venue)?;
    crate::events::record(tx, "venue.created", venue.id.as_str(), Some(&who.account), serde_json::json!({}))?;
    Ok(venue)
}

/// Changes a venue whose version the caller has seen.
pub fn change(tx: &mut Tx, who: &SignedIn, id: &VenueId, seen: i64, content: &VenueContent) -> Result<Venue> {
    let before = find(tx, id)?;
    may_keep(tx, who, before.organisation_id.as_ref())?;
    content.check()?;
    let venue =
        Venue { created_at: before.created_at, version: seen + 1, ..Venue::new(id.clone(), before.organisation_id, content, tx.now) };
    if store::replace(tx, &venue, seen)? == 0 {
        return Err(Code::VersionConflict.into());
    }
    crate::events::record(tx, "venue.changed", id.as_str(), Some(&who.account), serde_json::json!({ "version": venue.version }))?;
    Ok(venue)
}

/// A coordinator keeps every venue; an approved organizer or institution keeps its own. Somebody else's is not found for
/// change, though anybody may read it: the refusal says so.
fn may_keep(tx: &mut Tx, who: &SignedIn, owner: Option<&OrganisationId>) -> Result<()> {
    if identity::coordinator(tx, who).is_ok() {
        return Ok(());
    }
    let Some(owner) = owner else {
        return Err(Code::Forbidden.because("The region's venues are kept by the coordinator. Add yours in the name of your organisation."));
    };
    let member = identity::member(tx, who, owner)?;
    if !matches!(member.kind, OrganisationKind::Organizer | OrganisationKind::Institution) {
        return Err(Code::Forbidden.because("Venues are added by organizers and institutions. Ask the coordinator to add this one."));
    }
    member.approved()
}
