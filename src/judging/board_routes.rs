//! The company's side of judging at the wire, and the results that everybody may read.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};

use super::board::{self, InviteJuror, JudgingBoard, RemoveJuror, SettleTie};
use super::results::{self, ChallengeResults};
use super::shortlist::{self, MakeShortlist};
use crate::db::Tx;
use crate::identity::SignedIn;
use crate::kit::Result;
use crate::kit::id::{ChallengeId, JurorId};
use crate::kit::locale::Translations;
use crate::web::{App, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(show_judging_board)
        .service(invite_juror)
        .service(remove_juror)
        .service(start_judging)
        .service(make_shortlist)
        .service(settle_tie)
        .service(decide_ranking)
        .service(prepare_announcement)
        .service(show_challenge_results);
}

/// Does something and shows the board as it is then.
async fn then_board(
    app: App,
    who: SignedIn,
    id: ChallengeId,
    language: Language,
    act: impl Fn(&mut Tx, &SignedIn, &ChallengeId) -> Result<()> + Send + 'static,
) -> Result<Json<JudgingBoard>> {
    app.write(move |tx| {
        act(tx, &who, &id)?;
        board::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Jury, progress, and once all are in the ranking; for the company.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = JudgingBoard), Problems))]
#[get("/challenges/{id}/judging")]
async fn show_judging_board(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<JudgingBoard>> {
    app.read(move |tx| board::view(tx, &who, &id, language.0)).await.map(Json)
}

/// Invites a juror by letter.
#[utoipa::path(tag = "juries", params(ChallengeId), request_body = InviteJuror, security(("bearer" = [])),
    responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/jurors")]
async fn invite_juror(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    language: Language,
    new: Json<InviteJuror>,
) -> Result<Json<JudgingBoard>> {
    let base_url = app.settings().base_url.clone();
    then_board(app, who, id.into_inner(), language, move |tx, who, id| board::add_juror(tx, who, id, &new, &base_url)).await
}

/// Takes a juror out, with a reason.
#[utoipa::path(tag = "juries", params(("id" = ChallengeId, Path), ("juror_id" = JurorId, Path)), request_body = RemoveJuror,
    security(("bearer" = [])), responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/jurors/{juror_id}/removal")]
async fn remove_juror(
    app: App,
    who: SignedIn,
    ids: Path<(ChallengeId, JurorId)>,
    language: Language,
    why: Json<RemoveJuror>,
) -> Result<Json<JudgingBoard>> {
    let (id, juror) = ids.into_inner();
    then_board(app, who, id, language, move |tx, who, id| board::remove_juror(tx, who, id, &juror, &why.reason)).await
}

/// Begins judging, after the close.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/judging")]
async fn start_judging(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<JudgingBoard>> {
    let base_url = app.settings().base_url.clone();
    then_board(app, who, id.into_inner(), language, move |tx, who, id| board::start(tx, who, id, &base_url)).await
}

/// Makes the shortlist, once, after the first round: the jury judges those entries a second time.
#[utoipa::path(tag = "juries", params(ChallengeId), request_body = MakeShortlist, security(("bearer" = [])),
    responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/shortlist")]
async fn make_shortlist(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    language: Language,
    new: Json<MakeShortlist>,
) -> Result<Json<JudgingBoard>> {
    let base_url = app.settings().base_url.clone();
    then_board(app, who, id.into_inner(), language, move |tx, who, id| shortlist::make(tx, who, id, &new, &base_url)).await
}

/// Settles which of equal entries comes first, with a reason.
#[utoipa::path(tag = "juries", params(ChallengeId), request_body = SettleTie, security(("bearer" = [])),
    responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/ties")]
async fn settle_tie(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    language: Language,
    new: Json<SettleTie>,
) -> Result<Json<JudgingBoard>> {
    then_board(app, who, id.into_inner(), language, move |tx, who, id| board::settle(tx, who, id, &new)).await
}

/// Decides the ranking as it stands; it is secret until the reveal.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = JudgingBoard), Problems))]
#[post("/challenges/{id}/ranking")]
async fn decide_ranking(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<JudgingBoard>> {
    then_board(app, who, id.into_inner(), language, board::decide).await
}

/// The results of a challenge; not there before the reveal.
#[utoipa::path(tag = "juries", params(("slug" = String, Path)), responses((status = 200, body = ChallengeResults), Problems))]
#[get("/storefront/challenges/{slug}/results")]
async fn show_challenge_results(app: App, language: Language, slug: Path<String>) -> Result<Json<ChallengeResults>> {
    app.read(move |tx| results::public(tx, &slug, language.0)).await.map(Json)
}

/// What a company says to the result.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultAnnouncement {
    /// Markdown, in the languages that are given; empty takes it back.
    pub text: Translations,
}

/// Prepares what is said to the result; it is secret until the reveal.
#[utoipa::path(tag = "juries", params(ChallengeId), request_body = ResultAnnouncement, security(("bearer" = [])),
    responses((status = 200, body = JudgingBoard), Problems))]
#[put("/challenges/{id}/announcement")]
async fn prepare_announcement(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    language: Language,
    said: Json<ResultAnnouncement>,
) -> Result<Json<JudgingBoard>> {
    then_board(app, who, id.into_inner(), language, move |tx, who, id| board::announce(tx, who, id, &said.text)).await
}
