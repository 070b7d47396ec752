//! The desk at the wire, for coordinators.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::decide::{self, NewDecision, NewMeasure};
use super::model::{DecisionRow, SubjectKind, Submission, SubmissionKind, SubmissionStatus, Verdict};
use super::replies::{self, SavedReply, SavedReplyContent};
use super::store::{LogWanted, Wanted};
use super::subjects::Subject;
use super::views::{self, DecisionView, Names, SubmissionQueue, SubmissionView};
use super::{queue, second_look};
use crate::db::Tx;
use crate::identity::{self, Coordinator, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{OrganisationId, ReplyId, SubmissionId};
use crate::kit::locale::Locale;
use crate::kit::page::{Page, PageQuery};
use crate::web::{App, Created, IfMatch, Json, Language, NoContent, Path, Problems, Query, Routes};

/// The routes of the office.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_submissions).service(get_submission).service(claim_submission).service(release_submission);
    cfg.service(decide_submission).service(approve_submissions).service(list_decisions);
    cfg.service(ask_second_look).service(withdraw_second_look).service(answer_second_look);
    cfg.service(suspend_subject).service(restore_subject);
    cfg.service(list_saved_replies).service(create_saved_reply).service(change_saved_reply).service(delete_saved_reply);
}

/// Which submissions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SubmissionQuery {
    /// Only this kind.
    pub kind: Option<SubmissionKind>,
    /// Open ones unless told.
    pub status: Option<SubmissionStatus>,
    /// Only of this organisation.
    pub organisation_id: Option<OrganisationId>,
    /// Only late ones.
    pub overdue: Option<bool>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Which decisions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DecisionQuery {
    /// Only about this kind.
    pub kind: Option<SubmissionKind>,
    /// Only with this answer.
    pub decision: Option<Verdict>,
    /// Only about this thing.
    #[param(max_length = 60)]
    pub subject_id: Option<String>,
    /// How many, 20 unless told, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    #[param(max_length = 600)]
    pub after: Option<String>,
}

/// Submissions to approve together.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkApproval {
    /// At most fifty.
    pub submission_ids: Vec<SubmissionId>,
}

/// What became of each.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct BulkResult {
    /// Those approved.
    pub approved: Vec<SubmissionId>,
    /// Those that were not, and why.
    pub failed: Vec<BulkFailure>,
}

/// One that was not approved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BulkFailure {
    /// Which.
    pub submission_id: SubmissionId,
    /// Why, for programs.
    pub code: String,
    /// Why, for people.
    pub detail: String,
}

/// A word to colleagues.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The word.
    #[schema(min_length = 1, max_length = 1000)]
    pub note: String,
}

/// All saved replies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedReplies {
    /// By title.
    pub items: Vec<SavedReply>,
}

/// An act of a coordinator on a submission, answered with the submission.
async fn act(
    app: App,
    who: SignedIn,
    reader: Locale,
    act: impl Fn(&mut Tx, &Coordinator) -> Result<Submission> + Send + 'static,
) -> Result<Json<SubmissionView>> {
    let view = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let row = act(tx, &by)?;
        views::submission(tx, reader, &row)
    });
    Ok(Json(view.await?))
}

/// A decision of a coordinator, answered with its view.
async fn deciding(
    app: App,
    who: SignedIn,
    reader: Locale,
    decide: impl Fn(&mut Tx, &Coordinator) -> Result<DecisionRow> + Send + 'static,
) -> Result<Created<DecisionView>> {
    let view = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        let row = decide(tx, &by)?;
        views::decision(tx, &mut Names::default(), reader, &row)
    });
    Ok(Created(view.await?))
}

/// What waits at the desk, the oldest first
#[utoipa::path(tag = "desk", params(SubmissionQuery), security(("bearer" = [])), responses((status = 200, body = SubmissionQueue), Problems))]
#[get("/desk/submissions")]
async fn list_submissions(app: App, who: SignedIn, query: Query<SubmissionQuery>) -> Result<Json<SubmissionQueue>> {
    let query = query.into_inner();
    let page = PageQuery { limit: query.limit, after: query.after };
    let overdue = query.overdue.unwrap_or(false);
    let wanted = Wanted { kind: query.kind, status: query.status, organisation: query.organisation_id, overdue };
    let found = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        queue::list(tx, &by, &wanted, &page)
    });
    Ok(Json(found.await?))
}

/// One submission with everything that a decision needs
#[utoipa::path(tag = "desk", params(SubmissionId), security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[get("/desk/submissions/{id}")]
async fn get_submission(app: App, who: SignedIn, id: Path<SubmissionId>, reader: Language) -> Result<Json<SubmissionView>> {
    let id = id.into_inner();
    let found = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        queue::show(tx, &by, reader.0, &id)
    });
    Ok(Json(found.await?))
}

/// Say that I am looking at it
#[utoipa::path(tag = "desk", params(SubmissionId), security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[post("/desk/submissions/{id}/claim")]
async fn claim_submission(app: App, who: SignedIn, id: Path<SubmissionId>, reader: Language) -> Result<Json<SubmissionView>> {
    let id = id.into_inner();
    act(app, who, reader.0, move |tx, by| second_look::claim(tx, by, &id, true)).await
}

/// Say that nobody is looking at it
#[utoipa::path(tag = "desk", params(SubmissionId), security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[delete("/desk/submissions/{id}/claim")]
async fn release_submission(app: App, who: SignedIn, id: Path<SubmissionId>, reader: Language) -> Result<Json<SubmissionView>> {
    let id = id.into_inner();
    act(app, who, reader.0, move |tx, by| second_look::claim(tx, by, &id, false)).await
}

/// Decide
///
/// Anything but an approval needs ground, clause and facts. Of two who decide at once, the first wins.
#[utoipa::path(tag = "desk", params(SubmissionId), request_body = NewDecision, security(("bearer" = [])), responses((status = 201, body = DecisionView), Problems))]
#[post("/desk/submissions/{id}/decision")]
async fn decide_submission(
    app: App,
    who: SignedIn,
    id: Path<SubmissionId>,
    answer: Json<NewDecision>,
    reader: Language,
) -> Result<Created<DecisionView>> {
    let (id, answer, home) = (id.into_inner(), answer.into_inner(), app.url(""));
    deciding(app, who, reader.0, move |tx, by| decide::decide(tx, by, &home, &id, &answer)).await
}

/// Approve several at once
///
/// Each stands for itself; what could not be approved is named with its reason.
#[utoipa::path(tag = "desk", request_body = BulkApproval, security(("bearer" = [])), responses((status = 200, body = BulkResult), Problems))]
#[post("/desk/decisions")]
async fn approve_submissions(app: App, who: SignedIn, bulk: Json<BulkApproval>) -> Result<Json<BulkResult>> {
    let ids = bulk.into_inner().submission_ids;
    if ids.is_empty() || ids.len() > 50 {
        return Err(Code::Invalid.at("/submission_ids", "out_of_range", "Name 1 to 50 submissions."));
    }
    may_decide(&app, &who).await?;
    let mut result = BulkResult::default();
    for id in ids {
        match approve(&app, &who, &id).await {
            Ok(()) => result.approved.push(id),
            Err(error) if error.code.status() >= 500 => return Err(error),
            Err(error) => {
                let detail = error.sentence().to_owned();
                result.failed.push(BulkFailure { submission_id: id, code: error.code.as_str().to_owned(), detail });
            }
        }
    }
    Ok(Json(result))
}

async fn may_decide(app: &App, who: &SignedIn) -> Result<()> {
    let who = who.clone();
    app.read(move |tx| identity::coordinator(tx, &who).map(drop)).await
}

/// One of many, in a transaction of its own: a long one would keep everybody waiting.
async fn approve(app: &App, who: &SignedIn, id: &SubmissionId) -> Result<()> {
    let (who, id, home) = (who.clone(), id.clone(), app.url(""));
    let answer = NewDecision {
        decision: Verdict::Approved,
        ground: None,
        clause: String::new(),
        facts: String::new(),
        comments: Vec::new(),
        suspend_subject: false,
    };
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        decide::decide(tx, &by, &home, &id, &answer).map(drop)
    })
    .await
}

/// Who decided what, when and why
#[utoipa::path(tag = "desk", params(DecisionQuery), security(("bearer" = [])), responses((status = 200, body = Page<DecisionView>), Problems))]
#[get("/desk/decisions")]
async fn list_decisions(app: App, who: SignedIn, query: Query<DecisionQuery>, reader: Language) -> Result<Json<Page<DecisionView>>> {
    let query = query.into_inner();
    let page = PageQuery { limit: query.limit, after: query.after };
    let wanted = LogWanted { kind: query.kind, decision: query.decision, subject: query.subject_id, organisation: None };
    let found = app.read(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        queue::log(tx, &by, reader.0, &wanted, &page)
    });
    Ok(Json(found.await?))
}

/// Ask for a second pair of eyes
#[utoipa::path(tag = "desk", params(SubmissionId), request_body = Note, security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[post("/desk/submissions/{id}/second-look")]
async fn ask_second_look(
    app: App,
    who: SignedIn,
    id: Path<SubmissionId>,
    note: Json<Note>,
    reader: Language,
) -> Result<Json<SubmissionView>> {
    let (id, note, home) = (id.into_inner(), note.into_inner().note, app.url(""));
    act(app, who, reader.0, move |tx, by| second_look::ask(tx, by, &home, &id, &note)).await
}

/// No longer ask for a second pair of eyes
#[utoipa::path(tag = "desk", params(SubmissionId), security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[delete("/desk/submissions/{id}/second-look")]
async fn withdraw_second_look(app: App, who: SignedIn, id: Path<SubmissionId>, reader: Language) -> Result<Json<SubmissionView>> {
    let id = id.into_inner();
    act(app, who, reader.0, move |tx, by| second_look::stop_asking(tx, by, &id)).await
}

/// Say what the second pair of eyes saw
#[utoipa::path(tag = "desk", params(SubmissionId), request_body = Note, security(("bearer" = [])), responses((status = 200, body = SubmissionView), Problems))]
#[post("/desk/submissions/{id}/second-look/answer")]
async fn answer_second_look(
    app: App,
    who: SignedIn,
    id: Path<SubmissionId>,
    note: Json<Note>,
    reader: Language,
) -> Result<Json<SubmissionView>> {
    let (id, note) = (id.into_inner(), note.into_inner().note);
    act(app, who, reader.0, move |tx, by| second_look::answer(tx, by, &id, &note)).await
}

/// Take something down
#[utoipa::path(
    tag = "desk", params(("kind" = SubjectKind, Path), ("id" = String, Path)), request_body = NewMeasure, security(("bearer" = [])),
    responses((status = 201, body = DecisionView), Problems)
)]
#[post("/desk/subjects/{kind}/{id}/suspension")]
async fn suspend_subject(
    app: App,
    who: SignedIn,
    path: Path<(SubjectKind, String)>,
    why: Json<NewMeasure>,
    reader: Language,
) -> Result<Created<DecisionView>> {
    let ((kind, id), why, home) = (path.into_inner(), why.into_inner(), app.url(""));
    let subject = Subject::parse(kind, &id).ok_or_else(Error::not_found)?;
    deciding(app, who, reader.0, move |tx, by| decide::measure(tx, by, &home, &subject, Verdict::Suspended, &why)).await
}

/// Put something back up
#[utoipa::path(
    tag = "desk", params(("kind" = SubjectKind, Path), ("id" = String, Path)), request_body = NewMeasure, security(("bearer" = [])),
    responses((status = 201, body = DecisionView), Problems)
)]
#[post("/desk/subjects/{kind}/{id}/restoration")]
async fn restore_subject(
    app: App,
    who: SignedIn,
    path: Path<(SubjectKind, String)>,
    why: Json<NewMeasure>,
    reader: Language,
) -> Result<Created<DecisionView>> {
    let ((kind, id), why, home) = (path.into_inner(), why.into_inner(), app.url(""));
    let subject = Subject::parse(kind, &id).ok_or_else(Error::not_found)?;
    deciding(app, who, reader.0, move |tx, by| decide::measure(tx, by, &home, &subject, Verdict::Restored, &why)).await
}

/// Reasons that are given often
#[utoipa::path(tag = "desk", security(("bearer" = [])), responses((status = 200, body = SavedReplies), Problems))]
#[get("/desk/saved-replies")]
async fn list_saved_replies(app: App, who: SignedIn) -> Result<Json<SavedReplies>> {
    let items = app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        replies::list(tx)
    });
    Ok(Json(SavedReplies { items: items.await? }))
}

/// Keep reasons for the next time
#[utoipa::path(tag = "desk", request_body = SavedReplyContent, security(("bearer" = [])), responses((status = 201, body = SavedReply), Problems))]
#[post("/desk/saved-replies")]
async fn create_saved_reply(app: App, who: SignedIn, content: Json<SavedReplyContent>) -> Result<Created<SavedReply>> {
    let content = content.into_inner();
    let made = app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        replies::add(tx, &by, content.clone())
    });
    Ok(Created(made.await?))
}

/// Change a saved reply
#[utoipa::path(tag = "desk", params(ReplyId, ("If-Match" = String, Header)), request_body = SavedReplyContent, security(("bearer" = [])), responses((status = 200, body = SavedReply), Problems))]
#[put("/desk/saved-replies/{id}")]
async fn change_saved_reply(
    app: App,
    who: SignedIn,
    id: Path<ReplyId>,
    seen: IfMatch,
    content: Json<SavedReplyContent>,
) -> Result<Json<SavedReply>> {
    let (id, content) = (id.into_inner(), content.into_inner());
    let changed = app.write(move |tx| {
        identity::coordinator(tx, &who)?;
        replies::change(tx, &id, seen.0, content.clone())
    });
    Ok(Json(changed.await?))
}

/// Forget a saved reply
#[utoipa::path(tag = "desk", params(ReplyId), security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/desk/saved-replies/{id}")]
async fn delete_saved_reply(app: App, who: SignedIn, id: Path<ReplyId>) -> Result<NoContent> {
    let id = id.into_inner();
    let gone = app.write(move |tx| {
        identity::coordinator(tx, &who)?;
        replies::remove(tx, &id)
    });
    gone.await.map(|()| NoContent)
}
