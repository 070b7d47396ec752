//! Work to do after a commit, at least once.
//!
//! A job is queued in the transaction of the fact that calls for it, so neither is there without the other. A
//! worker claims it by a guarded update with a lease; a worker that dies loses the lease and another takes over.
//! So every job is safe to repeat. What fails is tried again, later each time; what keeps failing is `dead` and
//! stays visible until a person puts it back.
//!
//!     queued -> running -> done
//!        ^         |
//!        +-- fails +-> dead (after ten attempts)

pub mod watch;

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use futures_util::future::BoxFuture;
use serde::Serialize;

use crate::db::schema::jobs;
use crate::db::{Among, Db, Tx};
use crate::kit::id::JobId;
use crate::kit::time::{Instant, days, hours, minutes};
use crate::kit::{Error, Result};

text_enum! {
    /// Where a job stands.
    pub enum JobStatus {
        /// Waits for its time.
        Queued = "queued",
        /// A worker has it, until its lease ends.
        Running = "running",
        /// Has been done.
        Done = "done",
        /// Failed too often; a person must look.
        Dead = "dead",
    }
}

text_enum! {
    /// Which jobs a person looks at.
    pub enum Fate {
        /// Given up after ten attempts.
        Dead = "dead",
        /// Failed at the last attempt and wait for the next.
        Failing = "failing",
        /// Wait for their time.
        Waiting = "waiting",
        /// A worker has them.
        Running = "running",
    }
}

/// Work to queue.
pub struct Job<'a> {
    /// What is to be done: `mail.send`.
    pub kind: &'static str,
    /// For which fact; the same kind and key is queued once.
    pub key: &'a str,
    /// What the worker needs to know.
    pub payload: serde_json::Value,
    /// Not before this.
    pub run_at: Instant,
}

/// A job as it is stored.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// For which fact.
    pub key: String,
    /// What the worker needs to know, as JSON.
    pub payload: String,
    /// Where it stands.
    pub status: JobStatus,
    /// How often it was begun.
    pub attempts: i32,
    /// When it is due.
    pub run_at: Instant,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Instant,
    /// When its last attempt ended.
    pub finished_at: Option<Instant>,
}

const MOST_ATTEMPTS: i32 = 10;
const LEASE: Duration = minutes(5);

/// Queues work in this transaction. Tells whether it was new: the same kind and key is queued only once.
pub fn enqueue(tx: &mut Tx, job: Job) -> Result<bool> {
    let row = (
        jobs::id.eq(tx.id::<JobId>()),
        jobs::kind.eq(job.kind),
        jobs::key.eq(job.key),
        jobs::payload.eq(job.payload.to_string()),
        jobs::status.eq(JobStatus::Queued),
        jobs::attempts.eq(0),
        jobs::run_at.eq(job.run_at),
        jobs::created_at.eq(tx.now),
    );
    let added = each!(db in tx.db => diesel::insert_into(jobs::table).values(row).on_conflict_do_nothing().execute(db))?;
    tx.woke_jobs |= added > 0;
    Ok(added > 0)
}

/// Puts a dead job back to be tried at once. Tells whether there was one.
pub fn revive(tx: &mut Tx, id: &JobId) -> Result<bool> {
    let revived = diesel::update(jobs::table.filter(jobs::id.eq(id).and(jobs::status.eq(JobStatus::Dead))))
        .set((jobs::status.eq(JobStatus::Queued), jobs::attempts.eq(0), jobs::run_at.eq(tx.now)))
        .execute(tx.db)?;
    tx.woke_jobs |= revived > 0;
    Ok(revived > 0)
}

/// The jobs that a person must look at.
pub fn dead(tx: &mut Tx) -> Result<Vec<JobRow>> {
    Ok(jobs::table.filter(jobs::status.eq(JobStatus::Dead)).order(jobs::id).select(JobRow::as_select()).limit(200).load(tx.db)?)
}

/// Forgets what was done more than a month ago.
pub fn forget_old(tx: &mut Tx) -> Result<usize> {
    let before = tx.now.minus(days(30));
    Ok(diesel::delete(jobs::table.filter(jobs::status.eq(JobStatus::Done).and(jobs::finished_at.lt(before.millis())))).execute(tx.db)?)
}

/// What does one kind of job.
pub type Handler<A> = Box<dyn Fn(A, serde_json::Value) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Who does which kind of job. `A` is what a worker works with: the whole application.
pub struct Workers<A> {
    handlers: BTreeMap<&'static str, Handler<A>>,
    clockwork: BTreeMap<&'static str, Duration>,
}

impl<A> Default for Workers<A> {
    fn default() -> Self {
        Workers { handlers: BTreeMap::new(), clockwork: BTreeMap::new() }
    }
}

impl<A: Clone> Workers<A> {
    /// Says who does a kind of job.
    pub fn on(
        &mut self,
        kind: &'static str,
        handler: impl Fn(A, serde_json::Value) -> BoxFuture<'static, Result<()>> + Send + Sync + 'static,
    ) {
        let before = self.handlers.insert(kind, Box::new(handler));
        assert!(before.is_none(), "two workers for {kind}");
    }

    /// Says what is done again and again, each time so long after it was last done.
    pub fn every(
        &mut self,
        kind: &'static str,
        period: Duration,
        handler: impl Fn(A, serde_json::Value) -> BoxFuture<'static, Result<()>> + Send + Sync + 'static,
    ) {
        self.on(kind, handler);
        self.clockwork.insert(kind, period);
    }

    /// Queues the clockwork where it is missing, or dead since a former start.
    pub async fn wind(&self, db: &Db) -> Result<()> {
        let kinds: Vec<&'static str> = self.clockwork.keys().copied().collect();
        db.write(move |tx| {
            for kind in &kinds {
                enqueue(tx, Job { kind, key: "clockwork", payload: serde_json::Value::Null, run_at: tx.now })?;
                diesel::update(jobs::table.filter(jobs::kind.eq(kind).and(jobs::status.among([JobStatus::Dead, JobStatus::Done]))))
                    .set((jobs::status.eq(JobStatus::Queued), jobs::attempts.eq(0), jobs::run_at.eq(tx.now)))
                    .execute(tx.db)?;
            }
            Ok(())
        })
        .await
        .map(drop)
    }

    /// Does everything that is due now, one after another. Returns how many jobs were begun.
    pub async fn run_due(&self, db: &Db, app: &A) -> Result<usize> {
        let mut begun = 0;
        while self.run_next(db, app).await? {
            begun += 1;
        }
        Ok(begun)
    }

    /// Does the job that is due first. Tells whether there was one.
    pub async fn run_next(&self, db: &Db, app: &A) -> Result<bool> {
        match self.claim(db).await? {
            Some(job) => self.run(db, app, job).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn claim(&self, db: &Db) -> Result<Option<JobRow>> {
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        let now = db.clock().now();
        let due = db
            .read(move |tx| {
                let ready = jobs::status.eq(JobStatus::Queued).and(jobs::run_at.le(now));
                let abandoned = jobs::status.eq(JobStatus::Running).and(jobs::lease_until.lt(now.millis()));
                let due = jobs::table.filter(ready.or(abandoned.assume_not_null())).filter(jobs::kind.among(kinds));
                Ok(due.order((jobs::run_at, jobs::id)).select(JobRow::as_select()).limit(4).load(tx.db)?)
            })
            .await?;
        for job in due {
            let mine = job.clone();
            let (claimed, _) = db
                .write(move |tx| {
                    let claim =
                        jobs::table.filter(jobs::id.eq(&mine.id).and(jobs::status.eq(mine.status)).and(jobs::attempts.eq(mine.attempts)));
                    let lease = (
                        jobs::status.eq(JobStatus::Running),
                        jobs::attempts.eq(mine.attempts + 1),
                        jobs::lease_until.eq(tx.now.plus(LEASE).millis()),
                    );
                    Ok(diesel::update(claim).set(lease).execute(tx.db)? == 1)
                })
                .await?;
            if claimed {
                return Ok(Some(JobRow { attempts: job.attempts + 1, ..job }));
            }
        }
        Ok(None)
    }

    async fn run(&self, db: &Db, app: &A, job: JobRow) -> Result<()> {
        let outcome = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => {
                let payload = serde_json::from_str(&job.payload).map_err(Error::internal)?;
                handler(app.clone(), payload).await
            }
            None => Err(Error::internal("no worker for this kind")),
        };
        // Of sealed work not even a failure is told; its attempts go on as those of any other.
        if let (Err(error), false) = (&outcome, job.kind.ends_with(".sealed")) {
            tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, %error, "a job failed");
        }
        let period = self.clockwork.get(job.kind.as_str()).copied();
        let failure = outcome.err().map(|error| error.to_string());
        db.write(move |tx| finish(tx, &job, period, failure.as_deref())).await.map(drop)
    }
}

/// Records how an attempt ended, unless the lease was lost meanwhile.
fn finish(tx: &mut Tx, job: &JobRow, period: Option<Duration>, failure: Option<&str>) -> Result<()> {
    let (status, run_at, attempts) = match (failure, period) {
        (None, None) => (JobStatus::Done, job.run_at, job.attempts),
        (None, Some(period)) => (JobStatus::Queued, tx.now.plus(period), 0),
        // Clockwork goes on; its failures are in the log and in `last_error`.
        (Some(_), Some(period)) => (JobStatus::Queued, tx.now.plus(period), 0),
        (Some(_), None) if job.attempts >= MOST_ATTEMPTS => (JobStatus::Dead, job.run_at, job.attempts),
        (Some(_), None) => (JobStatus::Queued, tx.now.plus(pause_after(job.attempts)), job.attempts),
    };
    diesel::update(jobs::table.filter(jobs::id.eq(&job.id).and(jobs::status.eq(JobStatus::Running)).and(jobs::attempts.eq(job.attempts))))
        .set((
            jobs::status.eq(status),
            jobs::run_at.eq(run_at),
            jobs::attempts.eq(attempts),
            jobs::lease_until.eq(None::<i64>),
            jobs::last_error.eq(failure.map(|text| text.chars().take(2000).collect::<String>())),
            jobs::finished_at.eq(tx.now.millis()),
        ))
        .execute(tx.db)?;
    Ok(())
}

/// How long to wait after a failed attempt: ten seconds at first, six hours at last.
fn pause_after(attempts: i32) -> Duration {
    match attempts {
        ..=1 => Duration::from_secs(10),
        2 => minutes(1),
        3 => minutes(5),
        4 => minutes(30),
        5 => hours(2),
        _ => hours(6),
    }
}
