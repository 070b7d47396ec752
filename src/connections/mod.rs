//! Sellers' accounts at the processor, as it last told us: one for each organisation, and whether money can be sent on to it.
//!
//! ```text
//! begun -> incomplete <-> checking <-> active          any -> unsupported
//! ```
//!
//! The row is written before the processor is asked for an account, so that a lost answer is asked for again and no second
//! account is opened. What it says is only ever copied here; nothing is decided about a seller.

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::connected_accounts;
use crate::kit::Result;
use crate::kit::id::OrganisationId;
use crate::kit::json::Json;
use crate::kit::time::Instant;

text_enum! {
    /// Where a seller's account is.
    pub enum ConnectionStatus {
        /// Asked for; the processor has not answered yet.
        Begun = "begun",
        /// The processor wants to know more from the seller.
        Incomplete = "incomplete",
        /// The processor is checking what it was told.
        Checking = "checking",
        /// Money can be sent on to it.
        Active = "active",
        /// The processor cannot pay out to this seller.
        Unsupported = "unsupported",
    }
}

impl ConnectionStatus {
    /// From the processor's word for its ability to receive transfers.
    pub fn told(transfers: &str) -> ConnectionStatus {
        match transfers {
            "active" => ConnectionStatus::Active,
            "pending" => ConnectionStatus::Checking,
            "unsupported" => ConnectionStatus::Unsupported,
            _ => ConnectionStatus::Incomplete,
        }
    }
}

/// A seller's account.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = connected_accounts)]
pub struct Connection {
    /// The seller.
    pub organisation_id: OrganisationId,
    /// The processor's id; none before it has answered.
    pub account: Option<String>,
    /// Where it is.
    pub status: ConnectionStatus,
    /// What the processor still wants to know, by its own names.
    pub requirements: Json<Vec<String>>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When the processor was last asked.
    pub checked_at: Option<Instant>,
}

impl Connection {
    /// The account to which money can be sent on, if it can.
    pub fn ready(&self) -> Option<&str> {
        self.account.as_deref().filter(|_| self.status == ConnectionStatus::Active)
    }
}

/// The account of a seller; nothing when none was asked for.
pub fn of(tx: &mut Tx, organisation: &OrganisationId) -> Result<Option<Connection>> {
    Ok(connected_accounts::table.find(organisation).select(Connection::as_select()).first(tx.db).optional()?)
}

/// By the processor's id.
pub fn by_account(tx: &mut Tx, account: &str) -> Result<Option<Connection>> {
    let found = connected_accounts::table.filter(connected_accounts::account.eq(account)).select(Connection::as_select());
    Ok(found.first(tx.db).optional()?)
}

/// The account to which a seller's money can be sent on.
pub fn ready(tx: &mut Tx, organisation: &OrganisationId) -> Result<Option<String>> {
    Ok(of(tx, organisation)?.and_then(|connection| connection.ready().map(str::to_owned)))
}

/// Notes that an account is asked for; what is there already stays.
pub fn begin(tx: &mut Tx, organisation: &OrganisationId) -> Result<Connection> {
    let row = Connection {
        organisation_id: organisation.clone(),
        account: None,
        status: ConnectionStatus::Begun,
        requirements: Json(Vec::new()),
        created_at: tx.now,
        checked_at: None,
    };
    each!(db in tx.db => diesel::insert_into(connected_accounts::table).values(&row).on_conflict_do_nothing().execute(db))?;
    Ok(of(tx, organisation)?.unwrap_or(row))
}

/// Copies what the processor says. The account's id is kept for ever once it is known.
pub fn note(tx: &mut Tx, organisation: &OrganisationId, account: &str, status: ConnectionStatus, requirements: Vec<String>) -> Result<()> {
    diesel::update(connected_accounts::table.find(organisation))
        .filter(connected_accounts::account.is_null().or(connected_accounts::account.eq(account)))
        .set((
            connected_accounts::account.eq(account),
            connected_accounts::status.eq(status),
            connected_accounts::requirements.eq(Json(requirements)),
            connected_accounts::checked_at.eq(tx.now),
        ))
        .execute(tx.db)?;
    Ok(())
}

/// Every account that the processor knows.
pub fn known(tx: &mut Tx) -> Result<Vec<Connection>> {
    let known = connected_accounts::table.filter(connected_accounts::account.is_not_null());
    Ok(known.order(connected_accounts::organisation_id).select(Connection::as_select()).load(tx.db)?)
}
