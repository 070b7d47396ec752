//! The owner reads and changes how the studio delivers.

use actix_web::{get, put};

use super::{DeliverySettings, SaveDelivery, Studio, of, save};
use crate::db::Tx;
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::web::{App, IfMatch, Json, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(read_delivery).service(save_delivery);
}

/// How the studio delivers; the defaults while nothing was saved.
#[utoipa::path(tag = "delivery", params(OrganisationId), responses((status = 200, body = DeliverySettings), Problems), security(("bearer" = [])))]
#[get("/organisations/{id}/delivery")]
async fn read_delivery(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<DeliverySettings>> {
    let id = id.into_inner();
    let settings = app
        .read(move |tx| {
            identity::member(tx, &who, &id)?;
            let studio = studio(tx, &id)?;
            of(tx, &id, Some(&studio))
        })
        .await?;
    Ok(Json(settings))
}

/// Replaces how the studio delivers.
#[utoipa::path(tag = "delivery", params(OrganisationId, ("If-Match" = String, Header)), request_body = SaveDelivery, responses((status = 200, body = DeliverySettings), Problems), security(("bearer" = [])))]
#[put("/organisations/{id}/delivery")]
async fn save_delivery(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    version: IfMatch,
    new: Json<SaveDelivery>,
) -> Result<Json<DeliverySettings>> {
    let (id, new) = (id.into_inner(), new.into_inner());
    let saved = app
        .write(move |tx| {
            identity::member(tx, &who, &id)?;
            save(tx, &id, version.0, &new)
        })
        .await?;
    Ok(Json(saved))
}

/// The studio's address as the onboarding record has it, for the suggestions.
fn studio(tx: &mut Tx, organisation: &OrganisationId) -> Result<Studio> {
    let seller = identity::seller_of_record(tx, organisation)?;
    let address = format!("{}, {} {}", seller.street, seller.post_code, seller.town);
    Ok(Studio { name: seller.name, address, postcode: seller.post_code, city: seller.town })
}
