//! The parts of a payout that goes by the processor: one for each order, written before the processor hears of it; and what
//! of a part came back from the seller's account.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::json;

use super::model::{Payout, PayoutLine};
use super::{send, store};
use crate::db::Tx;
use crate::db::schema::{payout_parts, payout_reversals};
use crate::jobs::{self, Job};
use crate::kit::id::{OrderId, OrganisationId, PayoutId, PayoutPartId, PayoutReversalId, RefundId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::orders;
use crate::payments::{self, Payment, PaymentMethod, PaymentStatus};

text_enum! {
    /// Where a part is.
    pub enum PartStatus {
        /// The processor is being told, or its answer is not known.
        Pending = "pending",
        /// It lies on the seller's account.
        Paid = "paid",
        /// The processor refused it; the money is owed again.
        Failed = "failed",
        /// All of it came back.
        Reversed = "reversed",
    }
}

/// One order's part of a payout.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payout_parts)]
pub struct PayoutPart {
    /// Its id, and the key under which the processor hears of it once.
    pub id: PayoutPartId,
    /// The payout.
    pub payout_id: PayoutId,
    /// The order whose charge it comes from.
    pub order_id: OrderId,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// The seller's account at the processor.
    pub account: String,
    /// The currency.
    pub currency: Currency,
    /// How much.
    pub amount_cents: i64,
    /// What of it came back, or is asked back.
    pub reversed_cents: i64,
    /// Where it is.
    pub status: PartStatus,
    /// The processor's name for it.
    pub provider_transfer: Option<String>,
    /// Why the processor refused.
    pub error: Option<String>,
    /// When the processor was first told.
    pub tried_at: Option<Instant>,
    /// When it was written.
    pub created_at: Instant,
    /// When it was paid or refused.
    pub settled_at: Option<Instant>,
}

impl PayoutPart {
    /// How much.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }

    /// Under which name the books owe it again.
    pub fn cause(&self) -> String {
        format!("{}:{}", self.order_id, self.id)
    }
}

text_enum! {
    /// Where a reversal is.
    pub enum ReversalStatus {
        /// The processor is being told, or its answer is not known.
        Pending = "pending",
        /// The money came back.
        Done = "done",
        /// The seller's account did not hold it; the debt is carried forward.
        Refused = "refused",
    }
}

/// Money of a part that came back, or is asked back.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payout_reversals)]
pub struct PayoutReversal {
    /// Its id, and the key under which the processor hears of it once.
    pub id: PayoutReversalId,
    /// The part.
    pub part_id: PayoutPartId,
    /// The refund that asks for it; none when somebody did it at the processor.
    pub refund_id: Option<RefundId>,
    /// How much.
    pub amount_cents: i64,
    /// Where it is.
    pub status: ReversalStatus,
    /// The processor's name for it.
    pub provider_reversal: Option<String>,
    /// Why the processor refused.
    pub error: Option<String>,
    /// When the processor was first told.
    pub tried_at: Option<Instant>,
    /// When it was written.
    pub created_at: Instant,
    /// When it came back, or was refused.
    pub settled_at: Option<Instant>,
}

impl PayoutReversal {
    /// Under which name it moves the books.
    pub fn cause(&self, part: &PayoutPart) -> String {
        match &self.refund_id {
            Some(refund) => format!("{refund}:{}", self.id),
            None => format!("{}:{}", part.order_id, self.id),
        }
    }
}

/// Cuts a released payout into its parts and sets each going.
pub fn write(tx: &mut Tx, payout: &Payout) -> Result<()> {
    let account = payout.provider_account.clone().ok_or_else(|| Error::internal("a payout by the processor without an account"))?;
    let lines = store::lines(tx, &payout.id)?;
    for (order, amount_cents) in by_order(&lines) {
        let part = PayoutPart {
            id: tx.id(),
            payout_id: payout.id.clone(),
            order_id: order,
            organisation_id: payout.organisation_id.clone(),
            account: account.clone(),
            currency: payout.currency,
            amount_cents,
            reversed_cents: 0,
            status: PartStatus::Pending,
            provider_transfer: None,
            error: None,
            tried_at: None,
            created_at: tx.now,
            settled_at: None,
        };
        store::parts::insert(tx, &part)?;
        let run_at = tx.now;
        jobs::enqueue(tx, Job { kind: send::TRANSFER, key: part.id.as_str(), payload: json!({ "part": part.id }), run_at })?;
    }
    Ok(())
}

/// What goes on for each order: what its lines come to, the oldest bearing first what the seller owes.
fn by_order(lines: &[PayoutLine]) -> Vec<(OrderId, i64)> {
    let mut order: Vec<OrderId> = Vec::new();
    let mut nets: BTreeMap<OrderId, i64> = BTreeMap::new();
    let mut debt = 0;
    for line in lines {
        match &line.order_id {
            Some(id) => {
                if !nets.contains_key(id) {
                    order.push(id.clone());
                }
                *nets.entry(id.clone()).or_default() += line.amount_cents;
            }
            None => debt -= line.amount_cents,
        }
    }
    debt -= nets.values().filter(|net| **net < 0).sum::<i64>();
    let mut parts = Vec::new();
    for id in order {
        let net = nets.get(&id).copied().unwrap_or(0).max(0);
        let borne = debt.clamp(0, net);
        debt -= borne;
        if net > borne {
            parts.push((id, net - borne));
        }
    }
    parts
}

/// The payment by Stripe that paid an order.
pub fn payment_of(tx: &mut Tx, order: &OrderId) -> Result<Option<Payment>> {
    let group = orders::find(tx, order)?.order_group_id;
    let paid = |payment: &Payment| payment.status == PaymentStatus::Captured && payment.method == PaymentMethod::Stripe;
    Ok(payments::of_groups(tx, &[group])?.into_iter().find(paid))
}

#[cfg(test)]
mod tests {
    use super::super::model::PayoutLineKind;
    use super::*;
    use crate::kit::id::Ids;

    fn line(order: Option<&OrderId>, amount_cents: i64) -> PayoutLine {
        let (ids, at) = (Ids::seeded(7), Instant::from_millis(0));
        PayoutLine {
            payout_id: ids.next(at),
            position: 0,
            organisation_id: ids.next(at),
            cause: String::new(),
            kind: PayoutLineKind::Order,
            order_id: order.cloned(),
            gross_cents: amount_cents,
            commission_cents: 0,
            commission_vat_cents: 0,
            other_cents: 0,
            amount_cents,
            at,
            live: true,
            royalty_cents: 0,
        }
    }

    #[test]
    fn parts_sum_to_the_payout_and_the_oldest_bear_the_debt() {
        let (ids, at) = (Ids::seeded(8), Instant::from_millis(0));
        let [old, first, second]: [OrderId; 3] = [ids.next(at), ids.next(at), ids.next(at)];
        let lines =
            [line(Some(&old), -700), line(Some(&first), 1_000), line(Some(&first), -400), line(Some(&second), 2_000), line(None, -100)];
        assert_eq!(by_order(&lines), [(second.clone(), 1_800)], "600 of the first and 200 of the second bear 800");
        assert_eq!(by_order(&lines[1..4]), [(first, 600), (second, 2_000)]);
    }
}
