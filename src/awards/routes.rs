//! Agreements at the wire.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};

use super::sign;
use super::views::{self, AgreementView, Agreements};
use super::winners::{self, Awards};
use crate::agreements::{self, Signing};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{AgreementId, ChallengeId, OrganisationId, ProductId};
use crate::web::{App, Created, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_agreements)
        .service(list_my_agreements)
        .service(show_agreement)
        .service(sign_agreement)
        .service(decline_agreement)
        .service(make_product_of_agreement)
        .service(show_awards)
        .service(award_next);
}

/// A signature.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignAgreement {
    /// The version of the text that was read.
    #[schema(max_length = 40)]
    pub text_version: String,
    /// The way to be paid, where the creator has a choice.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub option: Option<String>,
    /// The name under the text.
    #[schema(max_length = 120)]
    pub name: String,
}

/// A no, with a reason.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineAgreement {
    /// Why.
    #[schema(max_length = 500)]
    pub reason: String,
}

/// The listing that was begun.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BegunListing {
    /// The product.
    pub product_id: ProductId,
}

/// The agreements of an organisation, as company or as creator.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = Agreements), Problems))]
#[get("/organisations/{id}/agreements")]
async fn list_agreements(app: App, who: SignedIn, language: Language, id: Path<OrganisationId>) -> Result<Json<Agreements>> {
    app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let all = agreements::of_organisation(tx, &id)?;
        let items = all.iter().map(|agreement| views::row(tx, agreement, Some(&id), language.0)).collect::<Result<Vec<_>>>()?;
        Ok(Json(Agreements { items }))
    })
    .await
}

/// The agreements in which the caller has a share.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), responses((status = 200, body = Agreements), Problems))]
#[get("/me/agreements")]
async fn list_my_agreements(app: App, who: SignedIn, language: Language) -> Result<Json<Agreements>> {
    app.read(move |tx| {
        let account = identity::account(tx, &who)?;
        let all = agreements::of_account(tx, &account.id)?;
        let items = all.iter().map(|agreement| views::row(tx, agreement, None, language.0)).collect::<Result<Vec<_>>>()?;
        Ok(Json(Agreements { items }))
    })
    .await
}

/// An agreement with its whole text.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(AgreementId), responses((status = 200, body = AgreementView), Problems))]
#[get("/agreements/{id}")]
async fn show_agreement(app: App, who: SignedIn, language: Language, id: Path<AgreementId>) -> Result<Json<AgreementView>> {
    app.read(move |tx| {
        let agreement = agreements::find(tx, &id)?;
        let reader = views::reader(tx, &who, &agreement)?;
        views::view(tx, &agreement, reader.as_ref(), &who.account, language.0).map(Json)
    })
    .await
}

/// Signs for an organisation.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("agreement_id" = AgreementId, Path)),
    request_body = SignAgreement, responses((status = 200, body = AgreementView), Problems))]
#[post("/organisations/{id}/agreements/{agreement_id}/signature")]
async fn sign_agreement(
    app: App,
    who: SignedIn,
    language: Language,
    ids: Path<(OrganisationId, AgreementId)>,
    body: Json<SignAgreement>,
) -> Result<Json<AgreementView>> {
    let base = app.url("");
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        let SignAgreement { text_version, option, name } = body.clone();
        let agreement = sign::sign(tx, &by, &ids.1, &Signing { text_version, option, name }, &base)?;
        views::view(tx, &agreement, Some(&ids.0), &who.account, language.0).map(Json)
    })
    .await
}

/// The creator declines the offer.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("agreement_id" = AgreementId, Path)),
    request_body = DeclineAgreement, responses((status = 200, body = AgreementView), Problems))]
#[post("/organisations/{id}/agreements/{agreement_id}/refusal")]
async fn decline_agreement(
    app: App,
    who: SignedIn,
    language: Language,
    ids: Path<(OrganisationId, AgreementId)>,
    body: Json<DeclineAgreement>,
) -> Result<Json<AgreementView>> {
    let base = app.url("");
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        let agreement = sign::decline(tx, &by, &ids.1, &body.reason, &base)?;
        views::view(tx, &agreement, Some(&ids.0), &who.account, language.0).map(Json)
    })
    .await
}

/// Begins a listing with what was agreed.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(("id" = OrganisationId, Path), ("agreement_id" = AgreementId, Path)),
    responses((status = 201, body = BegunListing), Problems))]
#[post("/organisations/{id}/agreements/{agreement_id}/product")]
async fn make_product_of_agreement(app: App, who: SignedIn, ids: Path<(OrganisationId, AgreementId)>) -> Result<Created<BegunListing>> {
    app.write(move |tx| {
        let by = identity::member(tx, &who, &ids.0)?;
        Ok(BegunListing { product_id: super::make_product(tx, &by, &ids.1)? })
    })
    .await
    .map(Created)
}

/// The ranking of a challenge with what was offered for each entry.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(ChallengeId), responses((status = 200, body = Awards), Problems))]
#[get("/challenges/{id}/awards")]
async fn show_awards(app: App, who: SignedIn, language: Language, id: Path<ChallengeId>) -> Result<Json<Awards>> {
    app.read(move |tx| winners::awards(tx, &who, &id, language.0).map(Json)).await
}

/// Offers the agreement to the best ranked that was not offered one yet.
#[utoipa::path(tag = "agreements", security(("bearer" = [])), params(ChallengeId), responses((status = 201, body = Awards), Problems))]
#[post("/challenges/{id}/awards")]
async fn award_next(app: App, who: SignedIn, language: Language, id: Path<ChallengeId>) -> Result<Created<Awards>> {
    let base = app.url("");
    app.write(move |tx| {
        winners::award(tx, &who, &id, &base)?;
        winners::awards(tx, &who, &id, language.0)
    })
    .await
    .map(Created)
}
