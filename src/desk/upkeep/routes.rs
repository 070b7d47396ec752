//! Jobs and letters at the wire.

use actix_web::{get, post};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{JobView, OutboxItem, UpkeepCounts};
use crate::identity::{self, SignedIn};
use crate::jobs::Fate;
use crate::kit::Result;
use crate::kit::id::JobId;
use crate::kit::page::{Page, PageQuery};
use crate::mail::MailStatus;
use crate::web::{App, Json, Path, Problems, Query, Routes};

/// The routes of the upkeep.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_jobs).service(show_upkeep_counts).service(try_job_again).service(list_outbox);
}

/// Which jobs.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobQuery {
    /// Dead ones unless told.
    #[param(inline)]
    pub fate: Option<Fate>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Which letters.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OutboxQuery {
    /// Only these; all unless told.
    pub status: Option<MailStatus>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Work that was given up, fails, waits or is being done, by its time
#[utoipa::path(tag = "desk", params(JobQuery), security(("bearer" = [])), responses((status = 200, body = Page<JobView>), Problems))]
#[get("/desk/jobs")]
async fn list_jobs(app: App, who: SignedIn, query: Query<JobQuery>) -> Result<Json<Page<JobView>>> {
    let JobQuery { fate, limit, after } = query.into_inner();
    let found = app.read(move |tx| {
        let by = identity::caretaker(tx, &who)?;
        super::jobs_of(tx, &by, fate.unwrap_or(Fate::Dead), &PageQuery { limit, after })
    });
    Ok(Json(found.await?))
}

/// How many jobs and letters stand where
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = UpkeepCounts), Problems))]
#[get("/desk/upkeep")]
async fn show_upkeep_counts(app: App, who: SignedIn) -> Result<Json<UpkeepCounts>> {
    let found = app.read(move |tx| {
        let by = identity::caretaker(tx, &who)?;
        super::counts(tx, &by)
    });
    Ok(Json(found.await?))
}

/// Try again at once what has failed
#[utoipa::path(tag = "desk", params(JobId), security(("bearer" = [])), responses((status = 200, body = JobView), Problems))]
#[post("/desk/jobs/{id}/attempt")]
async fn try_job_again(app: App, who: SignedIn, id: Path<JobId>) -> Result<Json<JobView>> {
    let id = id.into_inner();
    let tried = app.write(move |tx| {
        let by = identity::caretaker(tx, &who)?;
        super::try_again(tx, &by, &id)
    });
    Ok(Json(tried.await?))
}

/// Letters that wait or were sent, the newest first; never what they say
#[utoipa::path(tag = "desk", params(OutboxQuery), security(("bearer" = [])), responses((status = 200, body = Page<OutboxItem>), Problems))]
#[get("/desk/letters")]
async fn list_outbox(app: App, who: SignedIn, query: Query<OutboxQuery>) -> Result<Json<Page<OutboxItem>>> {
    let OutboxQuery { status, limit, after } = query.into_inner();
    let found = app.read(move |tx| {
        let by = identity::caretaker(tx, &who)?;
        super::outbox(tx, &by, status, &PageQuery { limit, after })
    });
    Ok(Json(found.await?))
}
