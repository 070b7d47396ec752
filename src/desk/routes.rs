//! The desk at the wire, for owners and the public: submit, withdraw, read decisions, object, report.

use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Submission, SubmissionKind, SubmissionStatus};
use super::reports::{self, NewReport};
use super::subjects::Subject;
use super::views::{self, DecisionView, Names, ObjectionSummary};
use super::{objections, queue, store, submit};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{ChallengeId, DecisionId, OrganisationId, PopupId, ProductId, ReportId, SubmissionId};
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::sha256_hex;
use crate::kit::time::Instant;
use crate::web::{App, Client, Created, Json, Language, NoContent, Path, Problems, Query, Routes};

/// The routes of owners and the public.
pub fn routes(cfg: &mut Routes) {
    cfg.service(submit_product).service(withdraw_product_submission);
    cfg.service(submit_organisation).service(withdraw_organisation_submission);
    cfg.service(submit_popup).service(withdraw_popup_submission);
    cfg.service(submit_challenge).service(withdraw_challenge_submission);
    cfg.service(list_own_decisions).service(read_decisions).service(list_own_submissions).service(get_decision);
    cfg.service(object_to_decision).service(report_content);
}

/// What an owner gets for a submission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionReceipt {
    /// Its id.
    pub id: SubmissionId,
    /// How often this thing was brought.
    pub round: i32,
    /// When.
    pub submitted_at: Instant,
    /// Until when the desk wants to answer.
    pub due_at: Instant,
}

impl From<Submission> for SubmissionReceipt {
    fn from(row: Submission) -> SubmissionReceipt {
        SubmissionReceipt { id: row.id, round: row.round, submitted_at: row.submitted_at, due_at: row.due_at }
    }
}

/// A submission as its owner sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// What kind of thing.
    pub kind: SubmissionKind,
    /// The thing.
    pub subject_id: String,
    /// Its name.
    pub title: String,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// How often it was brought.
    pub round: i32,
    /// When.
    pub submitted_at: Instant,
    /// Until when the desk wants to answer.
    pub due_at: Instant,
}

/// What was decided about an organisation and its things.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnerDecisions {
    /// The newest first.
    pub items: Vec<DecisionView>,
    /// The next page.
    pub next: Option<String>,
    /// How many of all nobody has opened yet.
    pub unread: i64,
}

/// Decisions that were opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// At most a hundred.
    pub decision_ids: Vec<DecisionId>,
}

/// An objection to make.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObjection {
    /// Why the decision is wrong.
    #[schema(min_length = 10, max_length = 4000)]
    pub statement: String,
}

/// What a reporter gets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportReceipt {
    /// Name this when you ask us about it.
    pub id: ReportId,
    /// When it came.
    pub received_at: Instant,
    /// Until when the desk wants to answer.
    pub due_at: Instant,
}

async fn bring(app: App, who: SignedIn, subject: Subject) -> Result<Created<SubmissionReceipt>> {
    Ok(Created(app.write(move |tx| submit::submit(tx, &who, &subject)).await?.into()))
}

async fn take_back(app: App, who: SignedIn, subject: Subject) -> Result<NoContent> {
    app.write(move |tx| submit::withdraw(tx, &who, &subject)).await.map(|()| NoContent)
}

/// Bring a listing to the desk
///
/// Refused while something is missing; the fields name it.
#[utoipa::path(tag = "desk", params(ProductId), security(("bearer" = [])), responses((status = 201, body = SubmissionReceipt), Problems))]
#[post("/products/{id}/submission")]
async fn submit_product(app: App, who: SignedIn, id: Path<ProductId>) -> Result<Created<SubmissionReceipt>> {
    bring(app, who, Subject::Listing(id.into_inner())).await
}

/// Take a listing back from the desk
#[utoipa::path(tag = "desk", params(ProductId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/products/{id}/submission")]
async fn withdraw_product_submission(app: App, who: SignedIn, id: Path<ProductId>) -> Result<NoContent> {
    take_back(app, who, Subject::Listing(id.into_inner())).await
}

/// Bring an organisation to the desk
///
/// Refused while its record is incomplete; the fields name what is missing.
#[utoipa::path(tag = "desk", params(OrganisationId), security(("bearer" = [])), responses((status = 201, body = SubmissionReceipt), Problems))]
#[post("/organisations/{id}/submission")]
async fn submit_organisation(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Created<SubmissionReceipt>> {
    bring(app, who, Subject::Organisation(id.into_inner())).await
}

/// Take an organisation back from the desk
#[utoipa::path(tag = "desk", params(OrganisationId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/organisations/{id}/submission")]
async fn withdraw_organisation_submission(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<NoContent> {
    take_back(app, who, Subject::Organisation(id.into_inner())).await
}

/// Bring a pop-up to the desk
///
/// Refused while something is missing, and for an organisation that is not approved yet.
#[utoipa::path(tag = "desk", params(PopupId), security(("bearer" = [])), responses((status = 201, body = SubmissionReceipt), Problems))]
#[post("/popups/{id}/submission")]
async fn submit_popup(app: App, who: SignedIn, id: Path<PopupId>) -> Result<Created<SubmissionReceipt>> {
    bring(app, who, Subject::Popup(id.into_inner())).await
}

/// Take a pop-up back from the desk
#[utoipa::path(tag = "desk", params(PopupId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/popups/{id}/submission")]
async fn withdraw_popup_submission(app: App, who: SignedIn, id: Path<PopupId>) -> Result<NoContent> {
    take_back(app, who, Subject::Popup(id.into_inner())).await
}

/// Bring a challenge to the desk
///
/// Refused while the brief is incomplete, and for an organisation that is not approved yet.
#[utoipa::path(tag = "desk", params(ChallengeId), security(("bearer" = [])), responses((status = 201, body = SubmissionReceipt), Problems))]
#[post("/challenges/{id}/submission")]
async fn submit_challenge(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<Created<SubmissionReceipt>> {
    bring(app, who, Subject::Challenge(id.into_inner())).await
}

/// Take a challenge back from the desk
#[utoipa::path(tag = "desk", params(ChallengeId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/challenges/{id}/submission")]
async fn withdraw_challenge_submission(app: App, who: SignedIn, id: Path<ChallengeId>) -> Result<NoContent> {
    take_back(app, who, Subject::Challenge(id.into_inner())).await
}

/// What was decided about an organisation and its things
#[utoipa::path(tag = "desk", params(OrganisationId, PageQuery), security(("bearer" = [])), responses((status = 200, body = OwnerDecisions), Problems))]
#[get("/organisations/{id}/decisions")]
async fn list_own_decisions(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    page: Query<PageQuery>,
    reader: Language,
) -> Result<Json<OwnerDecisions>> {
    let (id, page) = (id.into_inner(), page.into_inner());
    let found = app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let Page { items, next } = queue::of_owner(tx, reader.0, &id, &page)?;
        Ok(OwnerDecisions { items, next, unread: store::unread(tx, &id)? })
    });
    Ok(Json(found.await?))
}

/// Mark decisions as read
#[utoipa::path(tag = "desk", params(OrganisationId), request_body = Reading, security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/organisations/{id}/decisions/reading")]
async fn read_decisions(app: App, who: SignedIn, id: Path<OrganisationId>, reading: Json<Reading>) -> Result<NoContent> {
    let (id, ids) = (id.into_inner(), reading.into_inner().decision_ids);
    if ids.len() > 100 {
        return Err(Code::Invalid.at("/decision_ids", "too_many", "Name at most 100 decisions at once."));
    }
    let marked = app.write(move |tx| {
        let member = identity::member(tx, &who, &id)?;
        Ok(store::mark_read(tx, &id, &member.account, &ids)?)
    });
    marked.await.map(|()| NoContent)
}

/// What an organisation has at the desk
#[utoipa::path(tag = "desk", params(OrganisationId, PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<OwnSubmission>), Problems))]
#[get("/organisations/{id}/submissions")]
async fn list_own_submissions(
    app: App,
    who: SignedIn,
    id: Path<OrganisationId>,
    page: Query<PageQuery>,
) -> Result<Json<Page<OwnSubmission>>> {
    let (id, page) = (id.into_inner(), page.into_inner());
    let found = app.read(move |tx| {
        identity::member(tx, &who, &id)?;
        let limit = page.limit()?;
        let rows = store::submissions_of(tx, &id, page.cursor()?, limit + 1)?;
        Ok(Page::of(rows, limit, |row| (row.submitted_at, row.id.to_string())).map(|row| OwnSubmission {
            id: row.id,
            kind: row.kind,
            subject_id: row.subject_id,
            title: row.title,
            status: row.status,
            round: row.round,
            submitted_at: row.submitted_at,
            due_at: row.due_at,
        }))
    });
    Ok(Json(found.await?))
}

/// One decision, for its owner and the desk
#[utoipa::path(tag = "desk", params(DecisionId), security(("bearer" = [])), responses((status = 200, body = DecisionView), Problems))]
#[get("/decisions/{id}")]
async fn get_decision(app: App, who: SignedIn, id: Path<DecisionId>, reader: Language) -> Result<Json<DecisionView>> {
    let id = id.into_inner();
    let found = app.read(move |tx| {
        let row = store::decision(tx, &id)?.ok_or_else(Error::not_found)?;
        if identity::coordinator(tx, &who).is_err() {
            let owner = row.organisation_id.as_ref().ok_or_else(Error::not_found)?;
            identity::member(tx, &who, owner)?;
        }
        views::decision(tx, &mut Names::default(), reader.0, &row)
    });
    Ok(Json(found.await?))
}

/// Object to a decision
///
/// Free of charge, within six months, once per decision; another person decides.
#[utoipa::path(tag = "desk", params(DecisionId), request_body = NewObjection, security(("bearer" = [])), responses((status = 201, body = ObjectionSummary), Problems))]
#[post("/decisions/{id}/objection")]
async fn object_to_decision(app: App, who: SignedIn, id: Path<DecisionId>, new: Json<NewObjection>) -> Result<Created<ObjectionSummary>> {
    let (id, statement, home) = (id.into_inner(), new.into_inner().statement, app.url(""));
    let made = app.write(move |tx| {
        let row = objections::object(tx, &who, &home, &id, &statement)?;
        views::objection_summary(tx, row)
    });
    Ok(Created(made.await?))
}

/// Report something
///
/// Open to everybody. The receipt and the outcome go to the given address; a few reports an hour are taken from one network address.
#[utoipa::path(tag = "desk", request_body = NewReport, responses((status = 201, body = ReportReceipt), Problems))]
#[post("/reports")]
async fn report_content(app: App, client: Client, reader: Language, new: Json<NewReport>) -> Result<Created<ReportReceipt>> {
    let new = new.into_inner();
    let address_hash = sha256_hex(&format!("{}:{}", app.settings().secret, client.0));
    let (report, submission) = app.write(move |tx| reports::report(tx, &new, reader.0, &address_hash)).await?;
    Ok(Created(ReportReceipt { id: report.id, received_at: report.received_at, due_at: submission.due_at }))
}
