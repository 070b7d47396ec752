//! SQLite's one writer: a thread that commits up to 64 waiting use cases together.
//!
//! A commit with `synchronous=FULL` waits for the disk, so its cost is shared. Each use case runs in a savepoint
//! of its own: its error or panic undoes it alone. Nobody is answered before COMMIT has returned. SQLite may end
//! the outer transaction by itself when the disk fills; then the savepoint is gone, its RELEASE fails, and every
//! use case of the batch is told to come back. A connection in doubt is thrown away, never used again.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use tokio::sync::oneshot;

use super::{Conn, Target, Tx, guarded};
use crate::kit::id::Ids;
use crate::kit::time::Clock;
use crate::kit::{Error, Result};

/// How many use cases share one commit.
const BATCH: usize = 64;
/// How many may wait before the next is told to come back.
const LONGEST_QUEUE: usize = 1024;

pub(super) struct Writer {
    queue: SyncSender<Box<dyn Work>>,
}

/// A use case in the queue, its type forgotten.
trait Work: Send {
    /// Runs it; tells whether its savepoint is to be kept.
    fn run(&mut self, conn: &mut Conn, clock: &Clock, ids: &Ids) -> bool;
    /// Sends the answer: its own, or that of the batch that failed around it.
    fn answer(self: Box<Self>, committed: bool);
}

struct Job<T, F> {
    job: F,
    result: Option<Result<(T, bool)>>,
    reply: oneshot::Sender<Result<(T, bool)>>,
}

impl<T: Send, F: Fn(&mut Tx) -> Result<T> + Send> Work for Job<T, F> {
    fn run(&mut self, conn: &mut Conn, clock: &Clock, ids: &Ids) -> bool {
        let result = guarded(conn, clock, ids, &self.job);
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = match self.result {
            Some(result) if committed => result,
            // A refusal stands whatever became of the batch: it left nothing behind.
            Some(Err(refusal)) if refusal.code.status() < 500 => Err(refusal),
            _ => Err(Error { cause: Some("the batch around this write was not committed".to_owned()), ..Error::busy(1) }),
        };
        // A caller who has gone away needs no answer.
        let _ = self.reply.send(result);
    }
}

impl Writer {
    pub(super) fn start(target: Target, clock: Clock, ids: Arc<Ids>) -> Result<Writer> {
        let (queue, waiting) = sync_channel::<Box<dyn Work>>(LONGEST_QUEUE);
        let conn = target.connect()?;
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || work(Some(conn), &target, &waiting, &clock, &ids))
            .map_err(Error::internal)?;
        Ok(Writer { queue })
    }

    pub(super) async fn run<T, F>(&self, job: F) -> Result<(T, bool)>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        match self.queue.try_send(Box::new(Job { job, result: None, reply })) {
            Ok(()) => answer.await.map_err(|_| Error::internal("the writer ended without an answer"))?,
            Err(TrySendError::Full(_)) => Err(Error::busy(1)),
            Err(TrySendError::Disconnected(_)) => Err(Error::internal("the writer has ended")),
        }
    }
}

/// The thread's life: it ends when the last sender is gone.
fn work(mut conn: Option<Conn>, target: &Target, waiting: &Receiver<Box<dyn Work>>, clock: &Clock, ids: &Ids) {
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let committed = match connected(&mut conn, target) {
            Some(conn) => commit_together(conn, &mut batch, clock, ids),
            None => false,
        };
        if !committed {
            conn = None;
        }
        for job in batch {
            job.answer(committed);
        }
    }
}

fn connected<'c>(conn: &'c mut Option<Conn>, target: &Target) -> Option<&'c mut Conn> {
    if conn.is_none() {
        match target.connect() {
            Ok(fresh) => *conn = Some(fresh),
            Err(error) => tracing::error!(%error, "the writer cannot open the database"),
        }
    }
    conn.as_mut()
}

/// Begins by way of diesel, which must know of the transaction: its batch inserts open one of their own, and nest only in one that it knows.
fn begin(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
    }
}

fn commit(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
        Conn::Postgres(conn) => AnsiTransactionManager::commit_transaction(conn),
    }
}

fn commit_together(conn: &mut Conn, batch: &mut [Box<dyn Work>], clock: &Clock, ids: &Ids) -> bool {
    let outcome = (|| {
        begin(conn)?;
        for job in batch.iter_mut() {
            conn.batch_execute("SAVEPOINT job")?;
            if job.run(conn, clock, ids) {
                conn.batch_execute("RELEASE job")?;
            } else {
                conn.batch_execute("ROLLBACK TO job; RELEASE job")?;
            }
        }
        commit(conn)
    })();
    match outcome {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, jobs = batch.len(), "a batch of writes was not committed");
            // The connection is dropped by the caller, which rolls back whatever still stands.
            false
        }
    }
}
