//! Challenges at the wire, for the desk.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pipeline::{self, Obligation, PipelineRow};
use super::routes::ChallengeCancellation;
use super::views::{self, ChallengeView};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::time::LocalDate;
use crate::web::{App, Created, Json, Language, Path, Problems, Routes};

/// The routes of the desk.
pub fn routes(cfg: &mut Routes) {
    cfg.service(show_challenge_board).service(copy_challenge_to).service(cancel_challenge_by_desk);
}

/// Every challenge and this year's obligation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeBoard {
    /// Whether at least one was published this year.
    pub obligation: Obligation,
    /// Every challenge, those under way first.
    pub items: Vec<PipelineRow>,
}

/// Where a brief that worked is to go.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyChallengeTo {
    /// The company that goes on with it.
    pub organisation_id: OrganisationId,
    /// The day from which entries are taken there.
    pub opens: LocalDate,
    /// The town in which it takes place there; the company's own, if nothing is said.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub town: Option<String>,
}

/// Every challenge from brief to end, and this year's obligation
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = ChallengeBoard), Problems))]
#[get("/desk/challenges")]
async fn show_challenge_board(app: App, who: SignedIn, reader: Language) -> Result<Json<ChallengeBoard>> {
    let board = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        pipeline::board(tx, &by, reader.0)
    });
    let (obligation, items) = board.await?;
    Ok(Json(ChallengeBoard { obligation, items }))
}

/// Copy a published brief to a company in another town
#[utoipa::path(tag = "desk", params(ChallengeId), request_body = CopyChallengeTo, security(("bearer" = [])), responses((status = 201, body = ChallengeView), Problems))]
#[post("/desk/challenges/{id}/copy")]
async fn copy_challenge_to(app: App, who: SignedIn, id: Path<ChallengeId>, to: Json<CopyChallengeTo>) -> Result<Created<ChallengeView>> {
    let (id, to) = (id.into_inner(), to.into_inner());
    let made = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let challenge = super::copy_to(tx, &by, &id, &to)?;
        views::view(tx, challenge)
    });
    Ok(Created(made.await?))
}

/// Call a challenge off in the company's place
#[utoipa::path(tag = "desk", params(ChallengeId), request_body = ChallengeCancellation, security(("bearer" = [])), responses((status = 200, body = ChallengeView), Problems))]
#[post("/desk/challenges/{id}/cancellation")]
async fn cancel_challenge_by_desk(
    app: App,
    who: SignedIn,
    id: Path<ChallengeId>,
    why: Json<ChallengeCancellation>,
) -> Result<Json<ChallengeView>> {
    let (id, why, home) = (id.into_inner(), why.into_inner(), app.url(""));
    let view = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let challenge = super::cancel_by_desk(tx, &by, &home, &id, &why.reason, &why.message)?;
        views::view(tx, challenge)
    });
    Ok(Json(view.await?))
}
