//! The databases: SQLite inside the program, PostgreSQL by URL, one code for both.
//!
//! A use case sees a [`Tx`]: a connection inside a transaction, with the transaction's own instant and ids. It
//! never opens or ends a transaction itself, and it never speaks to the network. `write` commits all of a use
//! case or nothing of it; on SQLite many waiting use cases share one commit (`writer.rs`) and are answered only
//! after it.

mod among;
pub mod columns;
mod connect;
pub mod migrations;
pub mod schema;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{PgConnection, SqliteConnection};

use crate::kit::id::{Id, Ids};
use crate::kit::time::{Clock, Instant};
use crate::kit::{Error, Result};

pub use among::Among;
pub use connect::{Engine, Target};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// The server.
    Postgres(PgConnection),
}

/// Runs the same query on whichever database it is, for the few statements that diesel's enum cannot carry
/// (upsert, batch insert, `as_returning`): `each!(db in tx.db => query.execute(db))`.
#[macro_export]
macro_rules! each {
    ($conn:ident in $db:expr => $query:expr) => {
        match &mut *$db {
            $crate::db::Conn::Sqlite($conn) => $query,
            $crate::db::Conn::Postgres($conn) => $query,
        }
    };
}

/// A transaction: the connection, the instant that it happens at, and its source of ids.
pub struct Tx<'c> {
    /// The connection, inside the transaction.
    pub db: &'c mut Conn,
    /// The instant of everything that happens here.
    pub now: Instant,
    ids: &'c Ids,
    /// Whether work was queued that should start after the commit.
    pub(crate) woke_jobs: bool,
}

impl Tx<'_> {
    /// A new id.
    pub fn id<T: Id>(&mut self) -> T {
        self.ids.next(self.now)
    }

    /// A new secret of 43 letters, for a link or a token. Only its hash is kept.
    pub fn secret(&mut self) -> String {
        self.ids.secret()
    }
}

/// How often a use case is tried that met another at the same row or name.
const MOST_ATTEMPTS: u32 = 5;

/// How many readers may wait before the next is told to come back.
const LONGEST_QUEUE: usize = 512;

/// The database as the program holds it. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    target: Target,
    pool: diesel::r2d2::Pool<connect::Manager>,
    places: tokio::sync::Semaphore,
    waiting: AtomicUsize,
    written: AtomicU64,
    writer: Option<writer::Writer>,
    clock: Clock,
    ids: Arc<Ids>,
}

impl Db {
    /// Connects; does not migrate. `readers` bounds the connections (and, on PostgreSQL, the writers too).
    pub fn open(target: Target, readers: u32, clock: Clock, ids: Ids) -> Result<Db> {
        let ids = Arc::new(ids);
        let pool = target.pool(readers)?;
        let writer = match target.engine() {
            Engine::Sqlite => Some(writer::Writer::start(target.clone(), clock.clone(), ids.clone())?),
            Engine::Postgres => None,
        };
        let places = tokio::sync::Semaphore::new(readers as usize);
        Ok(Db(Arc::new(Inner { target, pool, places, waiting: AtomicUsize::new(0), written: AtomicU64::new(0), writer, clock, ids })))
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.0.target.engine()
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// The clock that transactions read.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Randomness outside a transaction.
    pub fn ids(&self) -> &Ids {
        &self.0.ids
    }

    /// How many writes of this process were answered: as long as it stays the same, so does what was read since.
    pub fn written(&self) -> u64 {
        self.0.written.load(Ordering::Acquire)
    }

    /// Reads from one consistent state of the database. Writing here is an error of the program.
    pub async fn read<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        let _place = self.place().await?;
        let inner = self.0.clone();
        blocking(move || {
            let mut conn = inner.pool.get().map_err(|_| Error::busy(2))?;
            let begin = match &*conn {
                Conn::Sqlite(_) => "BEGIN",
                Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            };
            conn.batch_execute(begin)?;
            let result = guarded(&mut conn, &inner.clock, &inner.ids, job).map(|(value, _)| value);
            conn.batch_execute("ROLLBACK")?;
            result
        })
        .await
    }

    /// Does all that `job` says in one transaction, or nothing. Answers after the commit. Tells whether work was queued.
    /// `job` may be run up to five times when the database asks for it, so it does nothing but speak to `tx`.
    pub async fn write<T, F>(&self, job: F) -> Result<(T, bool)>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let outcome = match &self.0.writer {
            Some(writer) => writer.run(job).await,
            None => {
                let _place = self.place().await?;
                let inner = self.0.clone();
                blocking(move || {
                    let mut conn = inner.pool.get().map_err(|_| Error::busy(2))?;
                    let mut attempt = 1;
                    loop {
                        match in_transaction(&mut conn, &inner.clock, &inner.ids, &job) {
                            Err(error) if error.transient && attempt < MOST_ATTEMPTS => attempt += 1,
                            result => return result,
                        }
                    }
                })
                .await
            }
        };
        // Before the writer is answered, so that whoever was answered reads what was written.
        self.0.written.fetch_add(1, Ordering::Release);
        outcome
    }

    /// A place among the readers; a refusal when too many wait already.
    async fn place(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        if let Ok(place) = self.0.places.try_acquire() {
            return Ok(place);
        }
        let _waiting = Waiting::enter(&self.0.waiting)?;
        self.0.places.acquire().await.map_err(Error::internal)
    }
}

/// Counts one waiting caller for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Waiting<'_> {
    fn enter(waiting: &AtomicUsize) -> Result<Waiting<'_>> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let entered = Waiting(waiting);
        if before >= LONGEST_QUEUE { Err(Error::busy(1)) } else { Ok(entered) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs blocking work off the request workers.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// One transaction on a pooled PostgreSQL connection.
fn in_transaction<T>(conn: &mut Conn, clock: &Clock, ids: &Ids, job: &dyn Fn(&mut Tx) -> Result<T>) -> Result<(T, bool)> {
    conn.batch_execute("BEGIN")?;
    match guarded(conn, clock, ids, job) {
        Ok(answer) => {
            conn.batch_execute("COMMIT")?;
            Ok(answer)
        }
        Err(error) => {
            conn.batch_execute("ROLLBACK")?;
            Err(error)
        }
    }
}

/// Runs a use case; a panic becomes a fault of that use case alone.
fn guarded<T>(conn: &mut Conn, clock: &Clock, ids: &Ids, job: impl FnOnce(&mut Tx) -> Result<T>) -> Result<(T, bool)> {
    let mut tx = Tx { db: conn, now: clock.now(), ids, woke_jobs: false };
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut tx)));
    let woke_jobs = tx.woke_jobs;
    match outcome {
        Ok(result) => result.map(|value| (value, woke_jobs)),
        Err(panic) => {
            let cause = panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Error::internal(format!("panic in a transaction: {}", cause.unwrap_or_default())))
        }
    }
}
