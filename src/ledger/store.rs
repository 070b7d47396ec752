//! Queries of the ledger. Transfers are inserted and settled once, never changed otherwise and never deleted.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Account, Balance, Change, Counter, Transfer, TransferStatus};
use crate::db::Tx;
use crate::db::schema::{ledger_accounts, transfers};
use crate::kit::guard;
use crate::kit::id::TransferId;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

/// Writes a transfer; false when its cause has moved this already.
pub fn insert(tx: &mut Tx, transfer: &Transfer) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(transfers::table).values(transfer).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// Changes counters, in the order of their keys so that two writers never wait for each other in a ring.
pub fn count(tx: &mut Tx, changes: &BTreeMap<String, Change>) -> QueryResult<()> {
    for (key, change) in changes {
        open(tx, key)?;
        diesel::update(ledger_accounts::table.find(key))
            .set((
                ledger_accounts::debits_cents.eq(ledger_accounts::debits_cents + change.debits),
                ledger_accounts::credits_cents.eq(ledger_accounts::credits_cents + change.credits),
            ))
            .execute(tx.db)?;
    }
    Ok(())
}

/// Counts a debit if so much is there. The guard: never more than is due, however many ask at once.
pub fn take(tx: &mut Tx, key: &str, amount: i64) -> QueryResult<bool> {
    let counted = ledger_accounts::debits_cents.eq(ledger_accounts::debits_cents + amount);
    let taken = if guard::off("due") {
        diesel::update(ledger_accounts::table.find(key)).set(counted).execute(tx.db)?
    } else {
        let enough = (ledger_accounts::credits_cents - ledger_accounts::debits_cents).ge(amount);
        diesel::update(ledger_accounts::table.find(key).filter(enough)).set(counted).execute(tx.db)?
    };
    Ok(taken == 1)
}

fn open(tx: &mut Tx, key: &str) -> QueryResult<()> {
    let currency: Currency = key.rsplit('/').next().and_then(|text| text.parse().ok()).unwrap_or(Currency::EUR);
    let row = (
        ledger_accounts::id.eq(key),
        ledger_accounts::organisation_id.eq(key.split('/').next()),
        ledger_accounts::currency.eq(currency),
        ledger_accounts::debits_cents.eq(0),
        ledger_accounts::credits_cents.eq(0),
        ledger_accounts::created_at.eq(tx.now),
    );
    each!(db in tx.db => diesel::insert_into(ledger_accounts::table).values(row).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// The promises of a cause that are not settled.
pub fn pending_of_cause(tx: &mut Tx, cause: &str) -> QueryResult<Vec<Transfer>> {
    let pending = transfers::table.filter(transfers::cause.eq(cause)).filter(transfers::status.eq(TransferStatus::Pending));
    pending.order(transfers::id).select(Transfer::as_select()).load(tx.db)
}

/// Settles the promises of a cause; false when there are none.
pub fn settle_cause(tx: &mut Tx, cause: &str, outcome: TransferStatus) -> QueryResult<bool> {
    let pending = transfers::table.filter(transfers::cause.eq(cause)).filter(transfers::status.eq(TransferStatus::Pending));
    Ok(diesel::update(pending).set((transfers::status.eq(outcome), transfers::settled_at.eq(tx.now))).execute(tx.db)? > 0)
}

/// Sums an account's transfers, up to an instant.
pub fn balance(tx: &mut Tx, account: &Account, at: Option<Instant>) -> QueryResult<Balance> {
    let key = account.key();
    let until = at.unwrap_or(Instant::from_millis(i64::MAX));
    let total = || sql::<BigInt>("CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT)");
    let posted = || transfers::table.filter(transfers::status.eq(TransferStatus::Posted)).filter(transfers::settled_at.le(until));
    let credits: i64 = posted().filter(transfers::credit_account.eq(&key)).select(total()).first(tx.db)?;
    let debits: i64 = posted().filter(transfers::debit_account.eq(&key)).select(total()).first(tx.db)?;
    // What was settled later was still pending then.
    let pending: i64 = transfers::table
        .filter(transfers::debit_account.eq(&key))
        .filter(transfers::at.le(until))
        .filter(transfers::status.eq(TransferStatus::Pending).or(transfers::settled_at.gt(until).assume_not_null()))
        .select(total())
        .first(tx.db)?;
    let money = |amount| Money { amount, currency: account.currency };
    Ok(Balance { posted: money(credits - debits), pending: money(pending) })
}

/// An account's transfers, newest first.
pub fn transfers(tx: &mut Tx, account: &Account, after: Option<&TransferId>, limit: i64) -> QueryResult<Vec<Transfer>> {
    let key = account.key();
    let mut query = transfers::table.filter(transfers::debit_account.eq(key.clone()).or(transfers::credit_account.eq(key))).into_boxed();
    if let Some(after) = after {
        query = query.filter(transfers::id.lt(after.clone()));
    }
    query.order(transfers::id.desc()).limit(limit).select(Transfer::as_select()).load(tx.db)
}

/// The posted transfers of an account that became certain within a time, oldest first.
pub fn settled_between(tx: &mut Tx, account: &Account, from: Instant, until: Instant) -> QueryResult<Vec<Transfer>> {
    let key = account.key();
    transfers::table
        .filter(transfers::debit_account.eq(key.clone()).or(transfers::credit_account.eq(key)))
        .filter(transfers::status.eq(TransferStatus::Posted))
        .filter(transfers::settled_at.ge(from).and(transfers::settled_at.lt(until)))
        .order(transfers::id)
        .select(Transfer::as_select())
        .load(tx.db)
}

/// A cause's transfers, oldest first.
pub fn of_cause(tx: &mut Tx, cause: &str) -> QueryResult<Vec<Transfer>> {
    transfers::table.filter(transfers::cause.eq(cause)).order(transfers::id).select(Transfer::as_select()).load(tx.db)
}

/// Every counter.
pub fn counters(tx: &mut Tx) -> QueryResult<Vec<Counter>> {
    ledger_accounts::table.order(ledger_accounts::id).select(Counter::as_select()).load(tx.db)
}

/// The sum of transfers on one side of every account, by account: debits with promises, or posted credits.
pub fn sums(tx: &mut Tx, debits: bool) -> QueryResult<Vec<(String, i64)>> {
    let total = || sql::<BigInt>("CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT)");
    if debits {
        transfers::table
            .filter(transfers::status.ne(TransferStatus::Voided))
            .group_by(transfers::debit_account)
            .select((transfers::debit_account, total()))
            .load(tx.db)
    } else {
        transfers::table
            .filter(transfers::status.eq(TransferStatus::Posted))
            .group_by(transfers::credit_account)
            .select((transfers::credit_account, total()))
            .load(tx.db)
    }
}

/// How many transfers there are.
pub fn how_many(tx: &mut Tx) -> QueryResult<i64> {
    transfers::table.count().get_result(tx.db)
}
