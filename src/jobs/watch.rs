//! What a person sees of the jobs, and the act by which one is tried again.
//!
//! Jobs whose kind ends in `.sealed` are not seen: that there is one would tell what nobody may know yet.

use diesel::prelude::*;

use super::{Fate, JobRow, JobStatus};
use crate::db::schema::jobs;
use crate::db::{Among, Tx};
use crate::kit::Result;
use crate::kit::id::JobId;
use crate::kit::time::Instant;

/// How many jobs stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Given up; a person must look.
    pub dead: i64,
    /// Failed at the last attempt and wait for the next, clockwork included.
    pub failing: i64,
    /// Wait for their time, clockwork included.
    pub waiting: i64,
    /// A worker has them.
    pub running: i64,
    /// Should have begun more than `late` ago.
    pub late: i64,
}

/// Kinds that no list shows.
const SEALED: &str = "%.sealed";

/// One job.
pub fn find(tx: &mut Tx, id: &JobId) -> Result<Option<JobRow>> {
    Ok(jobs::table.find(id).filter(jobs::kind.not_like(SEALED)).select(JobRow::as_select()).first(tx.db).optional()?)
}

/// Jobs of one fate, by their time.
pub fn list(tx: &mut Tx, fate: Fate, cursor: Option<(Instant, JobId)>, count: i64) -> Result<Vec<JobRow>> {
    let mut rows = jobs::table.select(JobRow::as_select()).order((jobs::run_at, jobs::id)).limit(count).into_boxed();
    rows = rows.filter(jobs::kind.not_like(SEALED));
    rows = match fate {
        Fate::Dead => rows.filter(jobs::status.eq(JobStatus::Dead)),
        Fate::Failing => rows.filter(jobs::status.eq(JobStatus::Queued).and(jobs::last_error.is_not_null())),
        Fate::Waiting => rows.filter(jobs::status.eq(JobStatus::Queued)),
        Fate::Running => rows.filter(jobs::status.eq(JobStatus::Running)),
    };
    if let Some((at, id)) = cursor {
        rows = rows.filter(jobs::run_at.gt(at).or(jobs::run_at.eq(at).and(jobs::id.gt(id))));
    }
    Ok(rows.load(tx.db)?)
}

/// The jobs of one kind for these facts.
pub fn of_keys(tx: &mut Tx, kind: &str, keys: &[String]) -> Result<Vec<JobRow>> {
    Ok(jobs::table.filter(jobs::kind.eq(kind).and(jobs::key.among(keys.to_vec()))).select(JobRow::as_select()).load(tx.db)?)
}

/// How many stand where. Late is what should have begun before `late`.
pub fn counts(tx: &mut Tx, late: Instant) -> Result<Counts> {
    let seen = || jobs::table.filter(jobs::kind.not_like(SEALED));
    let queued = || jobs::status.eq(JobStatus::Queued);
    Ok(Counts {
        dead: seen().filter(jobs::status.eq(JobStatus::Dead)).count().get_result(tx.db)?,
        failing: seen().filter(queued().and(jobs::last_error.is_not_null())).count().get_result(tx.db)?,
        waiting: seen().filter(queued()).count().get_result(tx.db)?,
        running: seen().filter(jobs::status.eq(JobStatus::Running)).count().get_result(tx.db)?,
        late: seen().filter(queued().and(jobs::run_at.lt(late))).count().get_result(tx.db)?,
    })
}

/// Tries what waits after a failure at once. Tells whether there was one.
pub fn hasten(tx: &mut Tx, id: &JobId) -> Result<bool> {
    let failing = jobs::table.find(id).filter(jobs::status.eq(JobStatus::Queued).and(jobs::last_error.is_not_null()));
    let hastened = diesel::update(failing).set(jobs::run_at.eq(tx.now)).execute(tx.db)?;
    tx.woke_jobs |= hastened > 0;
    Ok(hastened > 0)
}
