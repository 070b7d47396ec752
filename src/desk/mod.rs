//! The desk: one queue for every decision.
//!
//! Organisations, listings, pop-ups, challenges, reports from the public and objections come here as *submissions*. A submission freezes
//! what it asks about; the desk sees a readable diff against what is live and against the round before.
//!
//! ```text
//! open -> decided (approved | changes_requested | refused; reports and objections: upheld | dismissed)
//!      -> withdrawn by its owner                            afterwards: suspended, restored
//! ```
//!
//! It guards: a thing waits here at most once; of two decisions on one submission the first wins; nothing but an approval
//! or a restoration is written without a statement of reasons (a `CHECK` stands behind the validation); decisions are
//! append-only; an objection is judged by another person; whoever a decision concerns has one letter for it. It never
//! changes a noun itself: `subjects` asks the noun, in the same transaction. Price, stock, pausing and opening hours never
//! come here. Beside the queue, `upkeep` shows the jobs and letters that a person must look at.

mod audit;
mod checks;
mod decide;
mod diff;
mod directory;
mod directory_routes;
mod letters;
mod model;
mod objections;
mod office_routes;
mod queue;
mod reasons;
mod recheck;
mod replies;
mod reports;
mod routes;
mod second_look;
mod store;
mod subjects;
mod submit;
mod upkeep;
mod views;
mod words;
mod working_days;

pub use audit::audit;
pub use decide::{NewDecision, NewMeasure, decide, measure};
pub use model::{
    DecisionRow, FieldComment, Ground, Report, ReportReason, SubjectKind, Submission, SubmissionKind, SubmissionStatus, Verdict,
};
pub use reasons::Reasons;
pub use recheck::jobs;
pub use replies::{SavedReplyContent, add as add_saved_reply};
pub use reports::{NewReport, open_report, report, report_about, uphold};
pub use subjects::Subject;
pub use submit::{submit, withdraw};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::web::Routes;

/// The routes of the desk: those of owners and the public, and those of the office.
pub fn routes(cfg: &mut Routes) {
    routes::routes(cfg);
    office_routes::routes(cfg);
    directory_routes::routes(cfg);
    upkeep::routes(cfg);
}

/// How many decisions nobody in the organisation has opened yet.
pub fn unread(tx: &mut Tx, owner: &OrganisationId) -> Result<i64> {
    Ok(store::unread(tx, owner)?)
}
