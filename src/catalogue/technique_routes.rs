//! The register of techniques at the wire: the desk keeps it, studios choose from it.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::techniques::{self, Technique, TechniqueText};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::web::{App, Created, IfMatch, Json, Path, Problems, Routes};

/// Mounts everything under `/api/v1`.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_techniques)
        .service(add_technique)
        .service(write_technique)
        .service(retire_technique)
        .service(bring_technique_back)
        .service(merge_technique)
        .service(show_practised_techniques)
        .service(choose_practised_techniques);
}

/// The register.
#[derive(Debug, Serialize, ToSchema)]
pub struct TechniqueRegister {
    /// Every technique, also those that are not offered any more.
    pub items: Vec<Technique>,
}

/// Which technique another one leads to from now on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TechniqueMerger {
    /// The code of the one that stays.
    #[schema(max_length = 80)]
    pub into: String,
}

/// What a studio practises.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PractisedTechniques {
    /// Codes of techniques, the main one first.
    #[schema(max_items = 12)]
    pub techniques: Vec<String>,
}

/// The register of techniques
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = TechniqueRegister), Problems))]
#[get("/desk/techniques")]
async fn list_techniques(app: App, who: SignedIn) -> Result<Json<TechniqueRegister>> {
    let items = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::register(tx, &by)
    });
    Ok(Json(TechniqueRegister { items: items.await? }))
}

/// Add a technique
#[utoipa::path(tag = "desk", security(("bearer" = [])), request_body = TechniqueText, responses((status = 201, body = Technique), Problems))]
#[post("/desk/techniques")]
async fn add_technique(app: App, who: SignedIn, text: Json<TechniqueText>) -> Result<Created<Technique>> {
    let added = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::add(tx, &by, &text)
    });
    Ok(Created(added.await?))
}

/// Rename and describe a technique
#[utoipa::path(tag = "desk", security(("bearer" = [])), params(("code" = String, Path), ("If-Match" = String, Header)), request_body = TechniqueText, responses((status = 200, body = Technique), Problems))]
#[put("/desk/techniques/{code}")]
async fn write_technique(app: App, who: SignedIn, code: Path<String>, seen: IfMatch, text: Json<TechniqueText>) -> Result<Json<Technique>> {
    let written = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::write(tx, &by, &code, seen.0, &text)
    });
    Ok(Json(written.await?))
}

/// Stop offering a technique
#[utoipa::path(tag = "desk", security(("bearer" = [])), params(("code" = String, Path)), responses((status = 200, body = Technique), Problems))]
#[post("/desk/techniques/{code}/retirement")]
async fn retire_technique(app: App, who: SignedIn, code: Path<String>) -> Result<Json<Technique>> {
    let retired = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::retire(tx, &by, &code)
    });
    Ok(Json(retired.await?))
}

/// Offer a retired technique again
#[utoipa::path(tag = "desk", security(("bearer" = [])), params(("code" = String, Path)), responses((status = 200, body = Technique), Problems))]
#[delete("/desk/techniques/{code}/retirement")]
async fn bring_technique_back(app: App, who: SignedIn, code: Path<String>) -> Result<Json<Technique>> {
    let offered = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::bring_back(tx, &by, &code)
    });
    Ok(Json(offered.await?))
}

/// Make a technique lead to another for good
#[utoipa::path(tag = "desk", security(("bearer" = [])), params(("code" = String, Path)), request_body = TechniqueMerger, responses((status = 200, body = Technique), Problems))]
#[post("/desk/techniques/{code}/merger")]
async fn merge_technique(app: App, who: SignedIn, code: Path<String>, merger: Json<TechniqueMerger>) -> Result<Json<Technique>> {
    let merged = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        techniques::merge(tx, &by, &code, &merger.into)
    });
    Ok(Json(merged.await?))
}

/// The techniques that a studio practises
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = PractisedTechniques), Problems))]
#[get("/organisations/{id}/techniques")]
async fn show_practised_techniques(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<PractisedTechniques>> {
    let found = app.read(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        techniques::practised(tx, &by.organisation)
    });
    Ok(Json(PractisedTechniques { techniques: found.await? }))
}

/// Say which techniques a studio practises
#[utoipa::path(tag = "catalogue", security(("bearer" = [])), params(OrganisationId), request_body = PractisedTechniques, responses((status = 200, body = PractisedTechniques), Problems))]
#[put("/organisations/{id}/techniques")]
async fn choose_practised_techniques(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    chosen: Json<PractisedTechniques>,
) -> Result<Json<PractisedTechniques>> {
    let kept = app.write(move |tx| {
        let by = identity::member(tx, &who, &id)?;
        by.manager()?;
        techniques::practise(tx, &by, &chosen.techniques)
    });
    Ok(Json(PractisedTechniques { techniques: kept.await? }))
}
