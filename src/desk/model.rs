//! The rows of the desk and their words.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::schema::{decisions, objections, reports, saved_replies, submissions};
use crate::kit::decision::Decision;
use crate::kit::id::{AccountId, DecisionId, ObjectionId, OrganisationId, ReplyId, ReportId, SubmissionId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;

text_enum! {
    /// What kind of thing waits in the queue.
    pub enum SubmissionKind {
        /// An organisation that wants to sell or schedule.
        Organisation = "organisation",
        /// A listing, new or changed.
        Listing = "listing",
        /// A pop-up, new or changed.
        Popup = "popup",
        /// A company's challenge.
        Challenge = "challenge",
        /// A report from the public.
        Report = "report",
        /// An objection to a decision.
        Objection = "objection",
    }
}

text_enum! {
    /// What a decision can be about.
    pub enum SubjectKind {
        /// An organisation.
        Organisation = "organisation",
        /// A listing.
        Listing = "listing",
        /// A pop-up.
        Popup = "popup",
        /// A company's challenge.
        Challenge = "challenge",
    }
}

text_enum! {
    /// Where a submission stands.
    pub enum SubmissionStatus {
        /// Waits.
        Open = "open",
        /// Has its decision.
        Decided = "decided",
        /// Was taken back by its owner.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// The answer.
    pub enum Verdict {
        /// Accepted as asked.
        Approved = "approved",
        /// Back to the owner, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted.
        Refused = "refused",
        /// Taken down.
        Suspended = "suspended",
        /// Put back up.
        Restored = "restored",
        /// The report or objection is right.
        Upheld = "upheld",
        /// It is not.
        Dismissed = "dismissed",
    }
}

text_enum! {
    /// What a decision rests on.
    pub enum Ground {
        /// A law.
        Law = "law",
        /// The terms of the marketplace.
        Terms = "terms",
    }
}

text_enum! {
    /// How far a decision reaches.
    pub enum DecisionScope {
        /// One listing.
        Listing = "listing",
        /// One event.
        Event = "event",
        /// One challenge.
        Challenge = "challenge",
        /// The whole organisation.
        Account = "account",
        /// A report and its reporter.
        Report = "report",
        /// An objection.
        Objection = "objection",
    }
}

text_enum! {
    /// What moved the desk to decide.
    pub enum DecisionSource {
        /// The owner asked.
        Submission = "submission",
        /// The desk saw for itself.
        OwnInitiative = "own_initiative",
        /// A report from the public.
        Notice = "notice",
        /// An objection.
        Objection = "objection",
    }
}

text_enum! {
    /// What a report says is wrong.
    pub enum ReportReason {
        /// Against the law.
        Illegal = "illegal",
        /// A dangerous product.
        UnsafeProduct = "unsafe_product",
        /// A fake.
        Counterfeit = "counterfeit",
        /// Somebody else's work.
        Copyright = "copyright",
        /// Not what it says.
        Misleading = "misleading",
        /// Somebody's personal data.
        PersonalData = "personal_data",
        /// Hurtful.
        Offensive = "offensive",
        /// Harms children; may be reported without a name.
        ChildSafety = "child_safety",
        /// Something else.
        Other = "other",
    }
}

impl From<SubjectKind> for SubmissionKind {
    fn from(kind: SubjectKind) -> SubmissionKind {
        match kind {
            SubjectKind::Organisation => SubmissionKind::Organisation,
            SubjectKind::Listing => SubmissionKind::Listing,
            SubjectKind::Popup => SubmissionKind::Popup,
            SubjectKind::Challenge => SubmissionKind::Challenge,
        }
    }
}

impl SubmissionKind {
    /// The subject that the noun's own decision is about; a report and an objection have none of their own.
    pub fn subject(self) -> Option<SubjectKind> {
        match self {
            SubmissionKind::Organisation => Some(SubjectKind::Organisation),
            SubmissionKind::Listing => Some(SubjectKind::Listing),
            SubmissionKind::Popup => Some(SubjectKind::Popup),
            SubmissionKind::Challenge => Some(SubjectKind::Challenge),
            SubmissionKind::Report | SubmissionKind::Objection => None,
        }
    }

    /// How far a decision about it reaches.
    pub fn scope(self) -> DecisionScope {
        match self {
            SubmissionKind::Organisation => DecisionScope::Account,
            SubmissionKind::Listing => DecisionScope::Listing,
            SubmissionKind::Popup => DecisionScope::Event,
            SubmissionKind::Challenge => DecisionScope::Challenge,
            SubmissionKind::Report => DecisionScope::Report,
            SubmissionKind::Objection => DecisionScope::Objection,
        }
    }

    /// Whether the queue may answer this kind so.
    pub fn takes(self, verdict: Verdict) -> bool {
        match self.subject() {
            Some(_) => matches!(verdict, Verdict::Approved | Verdict::ChangesRequested | Verdict::Refused),
            None => matches!(verdict, Verdict::Upheld | Verdict::Dismissed),
        }
    }
}

impl Verdict {
    /// What a noun is told; reports and objections are the desk's own.
    pub fn decision(self) -> Option<Decision> {
        match self {
            Verdict::Approved => Some(Decision::Approved),
            Verdict::ChangesRequested => Some(Decision::ChangesRequested),
            Verdict::Refused => Some(Decision::Refused),
            Verdict::Suspended => Some(Decision::Suspended),
            Verdict::Restored => Some(Decision::Restored),
            Verdict::Upheld | Verdict::Dismissed => None,
        }
    }

    /// Whether somebody is worse off and is owed a statement of reasons.
    pub fn needs_reasons(self) -> bool {
        !matches!(self, Verdict::Approved | Verdict::Restored)
    }

    /// Whether the owner may object.
    pub fn may_be_contested(self) -> bool {
        matches!(self, Verdict::ChangesRequested | Verdict::Refused | Verdict::Suspended)
    }
}

/// A remark of the desk on one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldComment {
    /// The field, as the diff names it: `/description/sl`.
    #[schema(max_length = 120)]
    pub field: String,
    /// What to change.
    #[schema(max_length = 1000)]
    pub text: String,
}

/// A thing brought to the desk.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = submissions)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// What kind of thing.
    pub kind: SubmissionKind,
    /// The thing itself.
    pub subject_id: String,
    /// Whose it is.
    pub organisation_id: Option<OrganisationId>,
    /// How the queue names it.
    pub title: String,
    /// What is asked for, frozen.
    pub snapshot: Json<serde_json::Value>,
    /// What stood when it was brought.
    pub live: Option<Json<serde_json::Value>>,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// How often this thing was brought.
    pub round: i32,
    /// Who brought it; nobody for a report.
    pub submitted_by: Option<AccountId>,
    /// When.
    pub submitted_at: Instant,
    /// Until when the desk wants to answer.
    pub due_at: Instant,
    /// When it was decided or taken back.
    pub closed_at: Option<Instant>,
    /// Who is looking at it.
    pub claimed_by: Option<AccountId>,
    /// Who asked for a second pair of eyes.
    pub second_look_by: Option<AccountId>,
    /// When.
    pub second_look_at: Option<Instant>,
    /// What is asked.
    pub second_look_note: Option<String>,
    /// What the second pair of eyes saw.
    pub second_look_answer: Option<String>,
    /// Whose they were.
    pub second_look_answered_by: Option<AccountId>,
    /// When.
    pub second_look_answered_at: Option<Instant>,
}

impl Submission {
    /// Whether a second look was asked for and is still owed.
    pub fn second_look_pending(&self) -> bool {
        self.second_look_by.is_some() && self.second_look_answered_by.is_none()
    }
}

/// An answer of the desk. Written once; nobody changes it.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions)]
pub struct DecisionRow {
    /// Its id.
    pub id: DecisionId,
    /// What it answers; nothing for a measure of the desk's own.
    pub submission_id: Option<SubmissionId>,
    /// What kind of thing.
    pub kind: SubmissionKind,
    /// The thing.
    pub subject_id: String,
    /// Whose it is.
    pub organisation_id: Option<OrganisationId>,
    /// How the thing was called then.
    pub title: String,
    /// The round it answers.
    pub round: i32,
    /// The answer.
    pub decision: Verdict,
    /// Law or terms.
    pub ground: Option<Ground>,
    /// Which clause.
    pub clause: Option<String>,
    /// What is the case.
    pub facts: Option<String>,
    /// Remarks on fields.
    pub comments: Json<Vec<FieldComment>>,
    /// How far it reaches.
    pub scope: DecisionScope,
    /// What moved the desk.
    pub source: DecisionSource,
    /// The report that moved it.
    pub report_id: Option<ReportId>,
    /// Which text told how to object.
    pub redress_version: String,
    /// Whether a machine decided; none does.
    pub automated: bool,
    /// Who decided.
    pub decided_by: AccountId,
    /// When.
    pub decided_at: Instant,
}

/// A report from the public.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// What is reported, if it is a thing of ours.
    pub subject_kind: Option<SubjectKind>,
    /// Which one.
    pub subject_id: Option<String>,
    /// Whose it is.
    pub organisation_id: Option<OrganisationId>,
    /// How it was called then.
    pub subject_title: Option<String>,
    /// The page.
    pub url: String,
    /// What is wrong.
    pub reason: ReportReason,
    /// Why, in the reporter's words.
    pub statement: String,
    /// The reporter; may be empty where the law allows.
    pub name: String,
    /// The reporter's address; may be empty where the law allows.
    pub email: String,
    /// The reporter's language.
    pub locale: Locale,
    /// From where it came, as a hash, to keep count.
    pub address_hash: String,
    /// When it came.
    pub received_at: Instant,
}

/// An objection of an owner.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = objections)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// The decision it contests.
    pub decision_id: DecisionId,
    /// Whose objection.
    pub organisation_id: OrganisationId,
    /// Why.
    pub statement: String,
    /// Who wrote it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Instant,
}

/// Reasons that are given often.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = saved_replies)]
pub struct SavedReplyRow {
    /// Its id.
    pub id: ReplyId,
    /// How the desk calls it.
    pub title: String,
    /// Law or terms.
    pub ground: Ground,
    /// Which clause.
    pub clause: String,
    /// The facts, by language, with gaps to fill.
    pub facts: Translations,
    /// Raised by every change.
    pub version: i64,
    /// Who wrote it first.
    pub created_by: AccountId,
    /// When it was last changed.
    pub updated_at: Instant,
}
