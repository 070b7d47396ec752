//! The desk's organisations at the wire: the directory, and what was looked up about each.

use actix_web::{get, post};
use serde::Deserialize;
use utoipa::IntoParams;

use super::checks::{self, NewCheck};
use super::directory::{self, DeskOrganisation, DeskOrganisationView, DirectoryWanted};
use super::views::{self, SubmissionView};
use crate::identity::{self, OrganisationKind, OrganisationStatus, SignedIn};
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::{OrganisationId, SubmissionId};
use crate::kit::page::{Page, PageQuery};
use crate::web::{App, Created, Json, Language, Path, Problems, Query, Routes};

/// The routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_organisations).service(show_organisation).service(record_check);
}

/// Which organisations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DirectoryQuery {
    /// Only those that work as this.
    pub kind: Option<OrganisationKind>,
    /// Only those in this state.
    pub status: Option<OrganisationStatus>,
    /// A part of the name or of the town; case and accents do not matter.
    #[param(max_length = 120)]
    pub q: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Every organisation, by name
#[utoipa::path(tag = "desk", params(DirectoryQuery), security(("bearer" = [])), responses((status = 200, body = Page<DeskOrganisation>), Problems))]
#[get("/desk/organisations")]
async fn list_organisations(app: App, who: SignedIn, query: Query<DirectoryQuery>) -> Result<Json<Page<DeskOrganisation>>> {
    let query = query.into_inner();
    Check::new().text("/q", query.q.as_deref().unwrap_or(""), 0..=120).done()?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let wanted = DirectoryWanted { kind: query.kind, status: query.status, text: query.q.unwrap_or_default() };
    let found = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        directory::list(tx, &by, &wanted, &page)
    });
    Ok(Json(found.await?))
}

/// One organisation, with what was looked up about it
#[utoipa::path(tag = "desk", params(OrganisationId), security(("bearer" = [])), responses((status = 200, body = DeskOrganisationView), Problems))]
#[get("/desk/organisations/{id}")]
async fn show_organisation(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<DeskOrganisationView>> {
    let found = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        directory::show(tx, &by, &id)
    });
    Ok(Json(found.await?))
}

/// Write down what a register says
///
/// Kept with the organisation's history and never changed; look again by writing again.
#[utoipa::path(tag = "desk", params(SubmissionId), request_body = NewCheck, security(("bearer" = [])), responses((status = 201, body = SubmissionView), Problems))]
#[post("/desk/submissions/{id}/checks")]
async fn record_check(
    app: App,
    who: SignedIn,
    id: Path<SubmissionId>,
    seen: Json<NewCheck>,
    reader: Language,
) -> Result<Created<SubmissionView>> {
    let (id, seen) = (id.into_inner(), seen.into_inner());
    let view = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let row = checks::record(tx, &by, &id, &seen)?;
        views::submission(tx, reader.0, &row)
    });
    Ok(Created(view.await?))
}
