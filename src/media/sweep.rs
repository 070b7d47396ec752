//! Takes away the pictures that nobody has shown for a week after they were uploaded.
//!
//! The row goes first and queues the erasing of its files in the same transaction, so a crash between leaves neither a row
//! without files nor files without an end.

use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

use super::{blob_key, store};
use crate::jobs::{Job, enqueue};
use crate::kit::id::MediaId;
use crate::kit::time::{days, hours};
use crate::kit::{Error, Result};
use crate::web::{App, Workers};

/// How many rows one transaction takes: a sweep never holds the writer for long.
const AT_ONCE: i64 = 100;

#[derive(Serialize, Deserialize)]
struct Erase {
    id: MediaId,
    widths: Vec<u32>,
}

/// Says who sweeps and who erases.
pub fn jobs(workers: &mut Workers) {
    workers.every("media.sweep", hours(6), |app, _| sweep(app).boxed());
    workers.on("media.erase", |app, payload| erase(app, payload).boxed());
}

async fn sweep(app: App) -> Result<()> {
    loop {
        let taken = app.write(|tx| {
            let before = tx.now.minus(days(7));
            let unused = store::unused(tx, before, AT_ONCE)?;
            for row in &unused {
                store::delete(tx, &row.id)?;
                let payload = serde_json::to_value(Erase { id: row.id.clone(), widths: row.widths.0.clone() }).map_err(Error::internal)?;
                enqueue(tx, Job { kind: "media.erase", key: row.id.as_str(), payload, run_at: tx.now })?;
            }
            Ok(unused.len())
        });
        if taken.await? == 0 {
            return Ok(());
        }
    }
}

async fn erase(app: App, payload: serde_json::Value) -> Result<()> {
    let Erase { id, widths } = serde_json::from_value(payload).map_err(Error::internal)?;
    let blobs = app.blobs().clone();
    let erased = tokio::task::spawn_blocking(move || {
        for width in widths {
            blobs.delete(&blob_key(&id, width, "webp"))?;
            blobs.delete(&blob_key(&id, width, "jpg"))?;
        }
        Ok(())
    });
    erased.await.map_err(Error::internal)?
}
