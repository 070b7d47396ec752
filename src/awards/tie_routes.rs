//! Ties of products to challenges at the wire: asked for by one side, accepted by the other, undone by either.

use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};

use super::views::{self, MadeProduct};
use crate::agreements::{self, AgreementSide, LinkStatus, ProductLink, Tied};
use crate::db::Tx;
use crate::identity::{self, OrganisationKind, SignedIn};
use crate::kit::id::{AgreementId, ChallengeId, OrganisationId, ProductId, ProductLinkId};
use crate::kit::locale::Locale;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::web::{App, Created, Json, Language, Path, Problems, Routes};
use crate::{catalogue, challenges};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_product_links).service(ask_for_product_link).service(accept_product_link).service(end_product_link);
}

/// A product and a challenge to tie.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForTie {
    /// The product: of this studio, or of another one where a company asks.
    pub product_id: ProductId,
    /// The challenge: of this company, or of another one where a studio asks.
    pub challenge_id: ChallengeId,
}

/// A tie as one of its sides reads it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductLinkView {
    /// Its id.
    pub id: ProductLinkId,
    /// The product.
    pub product: MadeProduct,
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Its address.
    pub challenge_slug: String,
    /// Its title.
    pub challenge: String,
    /// Who makes the product.
    pub studio: String,
    /// Who posed the challenge.
    pub company: String,
    /// The agreement that made it; such a tie stays.
    pub agreement_id: Option<AgreementId>,
    /// Where it stands.
    pub status: LinkStatus,
    /// Which side asked.
    pub asked_by: AgreementSide,
    /// Whether the reader answers.
    pub waits_for_you: bool,
    /// When it was asked for.
    pub asked_at: Instant,
}

/// Ties, newest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProductLinks {
    /// At most 500.
    pub items: Vec<ProductLinkView>,
}

/// The ties of an organisation that stand or wait for an answer.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = ProductLinks), Problems))]
#[get("/organisations/{id}/product-links")]
async fn list_product_links(app: App, who: SignedIn, language: Language, id: Path<OrganisationId>) -> Result<Json<ProductLinks>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let links = agreements::links_of(tx, &id)?;
        let items = links.iter().map(|link| view(tx, link, &id, language.0)).collect::<Result<Vec<_>>>()?;
        Ok(Json(ProductLinks { items }))
    })
    .await
}

/// Asks the other side to tie a product to a challenge.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(OrganisationId), request_body = AskForTie,
    responses((status = 201, body = ProductLinkView), Problems))]
#[post("/organisations/{id}/product-links")]
async fn ask_for_product_link(
    app: App,
    who: SignedIn,
    language: Language,
    id: Path<OrganisationId>,
    body: Json<AskForTie>,
) -> Result<Created<ProductLinkView>> {
    app.write(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        let challenge = challenges::of(tx, &body.challenge_id)?;
        let product = catalogue::card(tx, &body.product_id)?.ok_or(Error::not_found())?;
        // A stranger's draft is not found, whichever side it is on.
        let own = if by.kind == OrganisationKind::Studio {
            product.organisation == *id && challenge.is_public()
        } else {
            challenge.organisation == *id && product.approved
        };
        if !own {
            return Err(Error::not_found());
        }
        let tied = Tied { id: challenge.id, slug: challenge.slug, title: challenge.title };
        let link = agreements::ask(tx, &by, &body.product_id, &product.organisation, &tied, &challenge.organisation)?;
        view(tx, &link, &id, language.0)
    })
    .await
    .map(Created)
}

/// Accepts a tie that the other side asked for.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("link_id" = ProductLinkId, Path)),
    responses((status = 200, body = ProductLinkView), Problems))]
#[post("/organisations/{id}/product-links/{link_id}/acceptance")]
async fn accept_product_link(
    app: App,
    who: SignedIn,
    language: Language,
    ids: Path<(OrganisationId, ProductLinkId)>,
) -> Result<Json<ProductLinkView>> {
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        let link = agreements::answer(tx, &by, &ids.1, true)?;
        view(tx, &link, &ids.0, language.0).map(Json)
    })
    .await
}

/// Declines a tie that the other side asked for, or undoes one.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("link_id" = ProductLinkId, Path)),
    responses((status = 200, body = ProductLinkView), Problems))]
#[delete("/organisations/{id}/product-links/{link_id}")]
async fn end_product_link(
    app: App,
    who: SignedIn,
    language: Language,
    ids: Path<(OrganisationId, ProductLinkId)>,
) -> Result<Json<ProductLinkView>> {
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        let link = agreements::end(tx, &by, &ids.1)?;
        view(tx, &link, &ids.0, language.0).map(Json)
    })
    .await
}

fn view(tx: &mut Tx, link: &ProductLink, reader: &OrganisationId, locale: Locale) -> Result<ProductLinkView> {
    let mut name = |id| -> Result<String> { Ok(identity::organisation_card(tx, id)?.map(|card| card.name).unwrap_or_default()) };
    let (studio, company) = (name(&link.studio_id)?, name(&link.company_id)?);
    let asked = link.side_of(reader) == Some(link.asked_by);
    Ok(ProductLinkView {
        product: views::made(tx, link, locale)?,
        id: link.id.clone(),
        challenge_id: link.challenge_id.clone(),
        challenge_slug: link.challenge_slug.clone(),
        challenge: link.challenge_title.best(locale).to_owned(),
        studio,
        company,
        agreement_id: link.agreement_id.clone(),
        status: link.status,
        asked_by: link.asked_by,
        waits_for_you: link.status == LinkStatus::Requested && !asked,
        asked_at: link.asked_at,
    })
}
