//! Money that goes back by the maker's own hand: refunds of paid orders, and what came too much or too late.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::dues;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{DueId, RefundId};
use crate::kit::money::Money;
use crate::kit::time::{LocalDate, Zone};
use crate::kit::{Error, Result};
use crate::payments::{self, PaymentMethod};
use crate::{orders, refunds};

/// The maker says that money went back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaidBack {
    /// On which day.
    pub paid_on: LocalDate,
}

/// What came too much or too late went back.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnExcess {
    /// How much.
    pub amount: Money,
    /// On which day.
    pub paid_on: LocalDate,
}

/// The maker paid a refund: it is certain from now on. Refused (`refund_paid`) when that was said before.
pub fn pay_refund(tx: &mut Tx, shop: &Shop, by: &Member, id: &RefundId, paid: &PaidBack) -> Result<()> {
    by.manager()?;
    let refund = payments::find_refund(tx, id)?;
    let order = refund.order_id.as_ref().ok_or(Error::not_found())?;
    let order = orders::of_organisation(tx, &by.organisation, order)?;
    if payments::find(tx, &refund.payment_id)?.method != PaymentMethod::BankTransfer {
        return Err(Error::not_found());
    }
    check(tx, &paid.paid_on)?;
    refunds::paid_by_hand(tx, &refund, &paid.paid_on)?;
    let facts = json!({ "refund": id, "amount_cents": refund.amount_cents, "on": paid.paid_on });
    crate::events::record(tx, "bank.refund_paid", order.id.as_str(), Some(&by.account), facts)?;
    letters::tell_paid_back(tx, shop, &order, id.as_str(), refund.amount(), &paid.paid_on)
}

/// The maker returned what came too much or too late. Refused (`more_than_due`) beyond what is to be returned.
pub fn return_excess(tx: &mut Tx, shop: &Shop, by: &Member, id: &DueId, paid: &ReturnExcess) -> Result<()> {
    by.manager()?;
    let due = dues::of_organisation(tx, &by.organisation, id)?;
    check(tx, &paid.paid_on)?;
    let after = dues::mark_returned(tx, &due, paid.amount)?;
    let order = orders::find(tx, &due.order_id)?;
    let facts = json!({ "due": id, "amount_cents": paid.amount.amount, "on": paid.paid_on });
    crate::events::record(tx, "bank.excess_returned", order.id.as_str(), Some(&by.account), facts)?;
    let fact = format!("{id}:{}", after.returned_cents);
    letters::tell_paid_back(tx, shop, &order, &fact, paid.amount, &paid.paid_on)
}

fn check(tx: &Tx, day: &LocalDate) -> Result<()> {
    let mut check = Check::new();
    let (today, _) = Zone::ljubljana().local(tx.now);
    check.that(*day <= today, "/paid_on", "future", "Give the day on which you paid it; it is not in the future.");
    check.done()
}
