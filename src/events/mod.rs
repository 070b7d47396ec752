//! The log of what happened: append-only, written in the transaction of the fact itself.
//!
//! A lower floor tells a higher one by recording here; views and audits read it. Nothing is ever changed or taken out.

use diesel::prelude::*;
use serde::Serialize;

use crate::db::Tx;
use crate::db::schema::log_events;
use crate::kit::Result;
use crate::kit::id::{AccountId, EventId};
use crate::kit::json::Json;
use crate::kit::time::Instant;

/// A recorded fact.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, Serialize)]
#[diesel(table_name = log_events)]
pub struct Event {
    /// Its own id, ordered by time.
    pub id: EventId,
    /// When it happened.
    pub at: Instant,
    /// What happened: `order.paid`.
    pub kind: String,
    /// The id of what it happened to.
    pub subject: String,
    /// Who did it; `None` for the clock and for guests.
    pub actor: Option<AccountId>,
    /// What else is worth knowing.
    pub data: Json<serde_json::Value>,
}

/// Records a fact in the transaction that makes it true.
pub fn record(tx: &mut Tx, kind: &str, subject: &str, actor: Option<&AccountId>, data: serde_json::Value) -> Result<()> {
    let event =
        Event { id: tx.id(), at: tx.now, kind: kind.to_owned(), subject: subject.to_owned(), actor: actor.cloned(), data: Json(data) };
    diesel::insert_into(log_events::table).values(&event).execute(tx.db)?;
    Ok(())
}

/// What happened to one thing, oldest first.
pub fn of_subject(tx: &mut Tx, subject: &str) -> Result<Vec<Event>> {
    Ok(log_events::table.filter(log_events::subject.eq(subject)).order(log_events::id).select(Event::as_select()).load(tx.db)?)
}
