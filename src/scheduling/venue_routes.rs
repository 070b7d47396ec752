//! Venues at the wire.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::SignedIn;
use crate::kit::Result;
use crate::kit::id::{OrganisationId, VenueId};
use crate::kit::page::Page;
use crate::kit::time::Instant;
use crate::venues::{self, Venue, VenueContent, VenueQuery};
use crate::web::{App, Created, IfMatch, Json, Path, Problems, Query, Routes};

/// The venue's routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_venues).service(get_venue).service(create_venue).service(change_venue);
}

/// A venue to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVenue {
    /// Whose it is; `null` for the region's (coordinator only).
    pub organisation_id: Option<OrganisationId>,
    /// What it is.
    pub content: VenueContent,
}

/// A venue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VenueView {
    /// Its id.
    pub id: VenueId,
    /// Whose it is; the region's when `null`.
    pub organisation_id: Option<OrganisationId>,
    /// For `If-Match`.
    pub version: i64,
    /// What it is.
    pub content: VenueContent,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl From<Venue> for VenueView {
    fn from(venue: Venue) -> VenueView {
        VenueView {
            content: venue.content(),
            id: venue.id,
            organisation_id: venue.organisation_id,
            version: venue.version,
            created_at: venue.created_at,
            updated_at: venue.updated_at,
        }
    }
}

/// Halls and yards, by town
///
/// Open to everybody; a word finds names, towns and addresses, with or without carons.
#[utoipa::path(tag = "venues", params(VenueQuery), responses((status = 200, body = Page<VenueView>), Problems))]
#[get("/venues")]
async fn list_venues(app: App, query: Query<VenueQuery>) -> Result<Json<Page<VenueView>>> {
    let query = query.into_inner();
    Ok(Json(app.read(move |tx| Ok(venues::list(tx, &query)?.map(VenueView::from))).await?))
}

/// One hall
#[utoipa::path(tag = "venues", params(VenueId), responses((status = 200, body = VenueView), Problems))]
#[get("/venues/{id}")]
async fn get_venue(app: App, id: Path<VenueId>) -> Result<Json<VenueView>> {
    let id = id.into_inner();
    Ok(Json(app.read(move |tx| Ok(venues::find(tx, &id)?.into())).await?))
}

/// Add a hall
///
/// The coordinator adds the region's; a member of an approved organizer or institution adds its own.
#[utoipa::path(
    tag = "venues", request_body = NewVenue, security(("bearer" = [])), responses((status = 201, body = VenueView), Problems)
)]
#[post("/venues")]
async fn create_venue(app: App, who: SignedIn, venue: Json<NewVenue>) -> Result<Created<VenueView>> {
    let NewVenue { organisation_id, content } = venue.into_inner();
    let made = app.write(move |tx| Ok(super::create_venue(tx, &who, organisation_id.as_ref(), &content)?.into()));
    Ok(Created(made.await?))
}

/// Change a hall
#[utoipa::path(
    tag = "venues", params(VenueId, ("If-Match" = String, Header)), request_body = VenueContent, security(("bearer" = [])),
    responses((status = 200, body = VenueView), Problems)
)]
#[put("/venues/{id}")]
async fn change_venue(app: App, who: SignedIn, id: Path<VenueId>, seen: IfMatch, content: Json<VenueContent>) -> Result<Json<VenueView>> {
    let (id, content) = (id.into_inner(), content.into_inner());
    Ok(Json(app.write(move |tx| Ok(super::change_venue(tx, &who, &id, seen.0, &content)?.into())).await?))
}
