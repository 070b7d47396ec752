//! The jurors' bench at the wire.

use actix_web::{HttpResponse, get, post, put};
use serde::{Deserialize, Serialize};

use super::bench::{self, JuryInvitationPreview, JuryView, MyJuries, SheetView, WriteSheet};
use super::board::{self, SettleTie};
use super::file_routes::{WidthQuery, sent};
use super::shortlist::{self, MakeShortlist};
use crate::identity::members::UseToken;
use crate::identity::{MaybeSignedIn, SignedIn};
use crate::kit::Result;
use crate::kit::id::JurorId;
use crate::web::{App, Json, Language, NoContent, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(preview_jury_invitation)
        .service(answer_jury_invitation)
        .service(list_my_juries)
        .service(show_jury)
        .service(show_sheet)
        .service(read_jury_file)
        .service(write_sheet)
        .service(complete_sheet)
        .service(declare_conflict)
        .service(make_shortlist_as_chair)
        .service(settle_tie_as_chair);
}

/// An answer to an invitation into a jury.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerJuryInvitation {
    /// What stands behind `#token=` in the link.
    #[schema(max_length = 100)]
    pub token: String,
    /// Yes or no.
    pub accepts: bool,
}

/// A conflict of interest.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareConflict {
    /// What it is, in words.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// What an invitation's link invites to.
#[utoipa::path(tag = "juries", request_body = UseToken, responses((status = 200, body = JuryInvitationPreview), Problems))]
#[post("/jury-invitations/preview")]
async fn preview_jury_invitation(app: App, language: Language, asked: Json<UseToken>) -> Result<Json<JuryInvitationPreview>> {
    app.read(move |tx| bench::preview(tx, &asked.token, language.0)).await.map(Json)
}

/// Accepts a place in a jury, signed in with the mailbox that was invited; or declines it, signed in or not.
#[utoipa::path(tag = "juries", request_body = AnswerJuryInvitation, responses((status = 204), Problems))]
#[post("/jury-invitations/answer")]
async fn answer_jury_invitation(app: App, who: MaybeSignedIn, asked: Json<AnswerJuryInvitation>) -> Result<NoContent> {
    app.write(move |tx| bench::answer(tx, &who, &asked.token, asked.accepts)).await?;
    Ok(NoContent)
}

/// The caller's own juries.
#[utoipa::path(tag = "juries", security(("bearer" = [])), responses((status = 200, body = MyJuries), Problems))]
#[get("/juries")]
async fn list_my_juries(app: App, who: SignedIn, language: Language) -> Result<Json<MyJuries>> {
    app.read(move |tx| bench::mine(tx, &who, language.0)).await.map(Json)
}

/// A jury, for one of its members: the entries in an order of their own, once judging has begun.
#[utoipa::path(tag = "juries", params(JurorId), security(("bearer" = [])), responses((status = 200, body = JuryView), Problems))]
#[get("/juries/{id}")]
async fn show_jury(app: App, who: SignedIn, id: Path<JurorId>, language: Language) -> Result<Json<JuryView>> {
    app.read(move |tx| bench::view(tx, &who, &id, language.0)).await.map(Json)
}

/// An entry with the juror's sheet for it.
#[utoipa::path(tag = "juries", params(("id" = JurorId, Path), ("handle" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = SheetView), Problems))]
#[get("/juries/{id}/sheets/{handle}")]
async fn show_sheet(app: App, who: SignedIn, ids: Path<(JurorId, String)>) -> Result<Json<SheetView>> {
    app.read(move |tx| bench::sheet(tx, &who, &ids.0, &ids.1)).await.map(Json)
}

/// A picture or a paper of an entry, for a juror.
#[utoipa::path(tag = "juries", params(("id" = JurorId, Path), ("handle" = String, Path), ("file_handle" = String, Path), WidthQuery),
    security(("bearer" = [])), responses((status = 200, content((Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"))), Problems))]
#[get("/juries/{id}/sheets/{handle}/files/{file_handle}")]
async fn read_jury_file(app: App, who: SignedIn, ids: Path<(JurorId, String, String)>, query: Query<WidthQuery>) -> Result<HttpResponse> {
    let (file, number) = app.read(move |tx| bench::file(tx, &who, &ids.0, &ids.1, &ids.2)).await?;
    sent(&app, &file, query.width, number).await
}

/// Writes points and words on an open sheet.
#[utoipa::path(tag = "juries", params(("id" = JurorId, Path), ("handle" = String, Path)), request_body = WriteSheet,
    security(("bearer" = [])), responses((status = 200, body = SheetView), Problems))]
#[put("/juries/{id}/sheets/{handle}")]
async fn write_sheet(app: App, who: SignedIn, ids: Path<(JurorId, String)>, new: Json<WriteSheet>) -> Result<Json<SheetView>> {
    app.write(move |tx| {
        bench::write(tx, &who, &ids.0, &ids.1, &new)?;
        bench::sheet(tx, &who, &ids.0, &ids.1)
    })
    .await
    .map(Json)
}

/// Completes a sheet: its points are locked.
#[utoipa::path(tag = "juries", params(("id" = JurorId, Path), ("handle" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = SheetView), Problems))]
#[post("/juries/{id}/sheets/{handle}/completion")]
async fn complete_sheet(app: App, who: SignedIn, ids: Path<(JurorId, String)>) -> Result<Json<SheetView>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        bench::complete(tx, &who, &ids.0, &ids.1, &base_url)?;
        bench::sheet(tx, &who, &ids.0, &ids.1)
    })
    .await
    .map(Json)
}

/// Declares a conflict of interest: the sheet is put aside.
#[utoipa::path(tag = "juries", params(("id" = JurorId, Path), ("handle" = String, Path)), request_body = DeclareConflict,
    security(("bearer" = [])), responses((status = 200, body = SheetView), Problems))]
#[post("/juries/{id}/sheets/{handle}/conflict")]
async fn declare_conflict(app: App, who: SignedIn, ids: Path<(JurorId, String)>, new: Json<DeclareConflict>) -> Result<Json<SheetView>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        bench::recuse(tx, &who, &ids.0, &ids.1, &new.reason, &base_url)?;
        bench::sheet(tx, &who, &ids.0, &ids.1)
    })
    .await
    .map(Json)
}

/// Makes the shortlist, for the juror who chairs.
#[utoipa::path(tag = "juries", params(JurorId), request_body = MakeShortlist, security(("bearer" = [])),
    responses((status = 200, body = JuryView), Problems))]
#[post("/juries/{id}/shortlist")]
async fn make_shortlist_as_chair(
    app: App,
    who: SignedIn,
    id: Path<JurorId>,
    language: Language,
    new: Json<MakeShortlist>,
) -> Result<Json<JuryView>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        shortlist::make_as_chair(tx, &who, &id, &new, &base_url)?;
        bench::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Settles which of equal entries comes first, for the juror who chairs.
#[utoipa::path(tag = "juries", params(JurorId), request_body = SettleTie, security(("bearer" = [])),
    responses((status = 200, body = JuryView), Problems))]
#[post("/juries/{id}/ties")]
async fn settle_tie_as_chair(
    app: App,
    who: SignedIn,
    id: Path<JurorId>,
    language: Language,
    new: Json<SettleTie>,
) -> Result<Json<JuryView>> {
    app.write(move |tx| {
        board::settle_as_chair(tx, &who, &id, &new)?;
        bench::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}
