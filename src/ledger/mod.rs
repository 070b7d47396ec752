//! The ledger: every movement of money, as transfers that are never changed or taken out.
//!
//! A transfer debits one account and credits one, so the ledger balances by its shape. A correction is a new
//! transfer the other way round. What is promised but not yet certain is `pending`, and becomes `posted` or
//! `voided` once. A balance is the sum of an account's transfers; beside it, on the accounts of organisations,
//! stands a counter that guarded updates change in the same transaction, and `verify` compares the two.
//!
//! The ledger knows no orders and no payments: a transfer names its cause by id, and the same cause moves the same
//! money between the same accounts only once.

mod audit;
mod model;
mod store;

use crate::db::Tx;
use crate::kit::id::{OrganisationId, TransferId};
use crate::kit::money::Money;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

pub use audit::audit;
pub use model::{Account, Balance, Purpose, Transfer, TransferCode, TransferStatus};

/// Money to move: from the account that is debited to the one that is credited.
#[derive(Clone, Debug)]
pub struct Move {
    /// What it is for.
    pub code: TransferCode,
    /// The account that is debited.
    pub debit: Account,
    /// The account that is credited.
    pub credit: Account,
    /// How much; nothing moves nothing.
    pub amount: Money,
}

/// Posts the moves of one cause. A move that this cause has made already is not made again, so that a fact told twice counts once.
pub fn post(tx: &mut Tx, cause: &str, moves: &[Move]) -> Result<()> {
    record(tx, cause, moves, TransferStatus::Posted)
}

/// Promises the moves of one cause: the money counts as gone on the debited side until they are posted or voided.
pub fn promise(tx: &mut Tx, cause: &str, moves: &[Move]) -> Result<()> {
    record(tx, cause, moves, TransferStatus::Pending)
}

/// Makes a promise good, or takes it back; false when that has happened already.
pub fn settle(tx: &mut Tx, cause: &str, outcome: TransferStatus) -> Result<bool> {
    if outcome == TransferStatus::Pending {
        return Err(Error::internal("a promise is settled as posted or voided"));
    }
    let pending = store::pending_of_cause(tx, cause)?;
    if !store::settle_cause(tx, cause, outcome)? {
        return Ok(false);
    }
    store::count(tx, &model::changes_on_settling(&pending, outcome))?;
    Ok(true)
}

fn record(tx: &mut Tx, cause: &str, moves: &[Move], status: TransferStatus) -> Result<()> {
    let mut made = Vec::new();
    for one in moves.iter().filter(|one| one.amount.amount != 0) {
        if one.amount.amount < 0
            || one.debit == one.credit
            || one.debit.currency != one.amount.currency
            || one.credit.currency != one.amount.currency
        {
            return Err(Error::internal(format!("not a transfer: {one:?} of {cause}")));
        }
        let transfer = Transfer {
            id: tx.id::<TransferId>(),
            code: one.code,
            debit_account: one.debit.key(),
            credit_account: one.credit.key(),
            amount_cents: one.amount.amount,
            currency: one.amount.currency,
            cause: cause.to_owned(),
            status,
            at: tx.now,
            settled_at: (status == TransferStatus::Posted).then_some(tx.now),
        };
        if store::insert(tx, &transfer)? {
            made.push(transfer);
        }
    }
    store::count(tx, &model::changes_on_recording(&made))?;
    Ok(())
}

/// What an account holds now, by its transfers.
pub fn balance(tx: &mut Tx, account: &Account) -> Result<Balance> {
    balance_at(tx, account, None)
}

/// What an account held at the end of an instant (`None`: now), by its transfers.
pub fn balance_at(tx: &mut Tx, account: &Account, at: Option<Instant>) -> Result<Balance> {
    Ok(store::balance(tx, account, at)?)
}

/// The transfers of an account, newest first, after a transfer; at most `limit`.
pub fn transfers(tx: &mut Tx, account: &Account, after: Option<&TransferId>, limit: i64) -> Result<Vec<Transfer>> {
    Ok(store::transfers(tx, account, after, limit)?)
}

/// The transfers of one cause, oldest first.
pub fn of_cause(tx: &mut Tx, cause: &str) -> Result<Vec<Transfer>> {
    Ok(store::of_cause(tx, cause)?)
}

/// What was settled on an account within a time, from its first instant to before its last; oldest first.
pub fn settled_between(tx: &mut Tx, account: &Account, from: Instant, until: Instant) -> Result<Vec<Transfer>> {
    Ok(store::settled_between(tx, account, from, until)?)
}

/// Promises a payout of what is due to an organisation; refused when less is due. The guard stands in the counter's update.
pub fn promise_payout(tx: &mut Tx, cause: &str, organisation: &OrganisationId, amount: Money) -> Result<()> {
    let due = Account::of(organisation, Purpose::Due, amount.currency);
    let transfer = Transfer {
        id: tx.id::<TransferId>(),
        code: TransferCode::Payout,
        debit_account: due.key(),
        credit_account: Account::platform(Purpose::Clearing, amount.currency).key(),
        amount_cents: amount.amount,
        currency: amount.currency,
        cause: cause.to_owned(),
        status: TransferStatus::Pending,
        at: tx.now,
        settled_at: None,
    };
    if amount.amount <= 0 || !store::take(tx, &due.key(), amount.amount)? {
        return Err(Code::MoreThanDue.into());
    }
    if store::insert(tx, &transfer)? { Ok(()) } else { Err(Error::internal(format!("{cause} was paid out before"))) }
}
