//! Money on to sellers: when it is due, prepared in batches, released together, each payout with a statement.
//!
//! ```text
//! batch:   prepared -> released | discarded
//! payout:  prepared -> released -> sent -> paid -> returned          prepared -> left_out
//!                      released | sent -> failed        released -> paid (by hand)        sent -> returned
//! ```
//!
//! An order's money is due by the rule in force when it was paid. A payout is the sum of its lines, and a line is one
//! fact of the ledger: an order, a refund, a fee, a correction. Each fact is in one live payout at most, by a unique
//! index; no payout exceeds what is due, by the counter's guard. A refund after the payout is a line of the next one.
//! What fails or comes back is owed again. A payout by Stripe has a part for each order, and ends with the last of them;
//! after a refund the part comes back as far as the seller's account holds it. This module never moves money without a release by a coordinator.

mod audit;
mod batch;
mod due;
mod letters;
mod model;
mod outcome;
mod parts;
mod routes;
mod send;
mod statement;
mod store;
mod take_back;
pub mod threshold;
pub mod views;

use serde_json::json;

use crate::db::Tx;
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::id::{OrganisationId, PayoutBatchId};
use crate::kit::money::Currency;
use crate::ledger::{Account, Purpose};
use crate::orders::Order;
use crate::refunds;
use crate::web::Workers;

pub use audit::audit;
pub use batch::{Ways, discard, leave_out, prepare, release};
pub use due::{OrderDue, Owed, Piece};
pub use letters::shortened;
pub use model::{
    DatedReleaseRule, DueState, HeldBack, HeldReason, Payout, PayoutBatch, PayoutBatchStatus, PayoutLine, PayoutLineKind, PayoutMeans,
    PayoutStatus, ReleaseRule, due, end_of_withdrawal,
};
pub use outcome::{PayoutOutcome, TellOutcome, tell};
pub use parts::{PartStatus, PayoutPart, PayoutReversal, ReversalStatus};
pub use routes::{csv_answer, routes};
pub use send::look as look_at_transfer;
pub use store::{held_orders, of_organisation, orders_of, prepared_lines};

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    threshold::jobs(workers);
    workers.on(send::TRANSFER, |app, payload| Box::pin(send::run(app, payload)));
    workers.on(take_back::REVERSE, |app, payload| Box::pin(take_back::run(app, payload)));
    workers.on(take_back::AFTER_PART, |app, payload| Box::pin(take_back::after_refund(app, payload)));
    workers.on(refunds::SETTLED, |app, payload| Box::pin(take_back::after_refund(app, payload)));
}

/// The batch that is being looked at.
pub fn open_batch(tx: &mut Tx) -> Result<Option<PayoutBatchId>> {
    Ok(store::open_batch(tx)?)
}

/// What a seller has in a batch that is being looked at.
pub fn prepared_cents(tx: &mut Tx, organisation: &OrganisationId) -> Result<i64> {
    Ok(store::prepared_lines(tx, organisation)?.iter().map(|line| line.amount_cents).sum())
}

/// The rule that an order keeps to: the one in force when it was paid.
pub fn rule_of(tx: &mut Tx, order: &Order) -> Result<ReleaseRule> {
    due::rule_of(tx, order)
}

/// What a seller is owed and no payout holds.
pub fn owed(tx: &mut Tx, organisation: &OrganisationId, currency: Currency) -> Result<Owed> {
    due::owed(tx, organisation, &Account::of(organisation, Purpose::Due, currency).key())
}

/// What a seller could be paid at most: what was posted, less what is promised away.
pub fn available(tx: &mut Tx, organisation: &OrganisationId, currency: Currency) -> Result<i64> {
    Ok(store::available(tx, &Account::of(organisation, Purpose::Due, currency).key())?)
}

/// Every release rule, the newest first.
pub fn release_rules(tx: &mut Tx) -> Result<Vec<DatedReleaseRule>> {
    Ok(store::rules(tx)?)
}

/// Sets the rule for orders paid from now on. Those paid before keep theirs.
pub fn set_release_rule(tx: &mut Tx, by: &Coordinator, rule: ReleaseRule) -> Result<DatedReleaseRule> {
    let dated = DatedReleaseRule { id: tx.id(), rule, valid_from: tx.now, set_by: Some(by.account.clone()) };
    store::insert_rule(tx, &dated)?;
    crate::events::record(tx, "release_rule.set", dated.id.as_str(), Some(&by.account), json!({ "rule": rule }))?;
    Ok(dated)
}
