//! What a buyer reads of a transfer: how to pay, what came, what comes back.

use serde::{Deserialize, Serialize};

use super::shop::Shop;
use super::transfer::{self, last_day, purpose};
use crate::db::Tx;
use crate::dues::DueStatus;
use crate::kit::id::{OrderGroupId, OrderId};
use crate::kit::money::Money;
use crate::kit::time::{Instant, LocalDate};
use crate::kit::{Result, iban};
use crate::orders::{self, GroupStatus, OrderGroup};
use crate::payments;

/// A transfer as its buyer reads it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BankTransferView {
    /// The order that it pays.
    pub order_id: OrderId,
    /// How far it is.
    pub status: DueStatus,
    /// The holder of the account.
    pub holder: String,
    /// The account, in groups of four.
    pub iban: String,
    /// The reference with its model.
    pub reference: String,
    /// What for.
    pub purpose: String,
    /// How much is asked for.
    pub amount: Money,
    /// How much came.
    pub received: Money,
    /// How much is still to come.
    pub open: Money,
    /// How much of what came goes back, because it was too much or too late.
    pub to_return: Money,
    /// Until when.
    pub due_at: Instant,
    /// The last day.
    pub last_day: LocalDate,
    /// Whether there is a Slovenian code (UPN QR); a foreign account has none.
    pub has_upn: bool,
    /// Whether the seller has to send money back, and so wants to know to which account.
    pub wants_account: bool,
    /// The end of the account that the buyer named for it.
    pub return_account: Option<String>,
}

/// Another purchase that the same cart became, as its creator is paid straight too.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlacedTogether {
    /// Its id.
    pub id: OrderGroupId,
    /// What people call it.
    pub number: String,
    /// The secret of its page; where the caller needs it.
    pub token: Option<String>,
    /// Who sells.
    pub seller: String,
    /// What is paid.
    pub total: Money,
    /// Where it is.
    pub status: GroupStatus,
    /// How it is paid.
    pub transfer: Option<BankTransferView>,
}

/// The transfer of a purchase, if it is paid by one. One that gave way to a card is of no more interest, unless money came all the same.
pub fn view(tx: &mut Tx, group: &OrderGroup) -> Result<Option<BankTransferView>> {
    let Some((order, due)) = transfer::of_group(tx, &group.id)? else { return Ok(None) };
    if due.status == DueStatus::Cancelled && group.status != GroupStatus::Cancelled && due.received_cents == 0 {
        return Ok(None);
    }
    let refunds = payments::to_pay_by_hand(tx, std::slice::from_ref(&order.id))?;
    let ending = |iban: String| format!("… {}", &iban[iban.len().saturating_sub(4)..]);
    Ok(Some(BankTransferView {
        status: due.status,
        holder: due.holder.clone(),
        iban: iban::grouped(&due.iban),
        reference: due.reference.clone(),
        purpose: purpose(group, &order),
        amount: due.amount(),
        received: Money { amount: due.received_cents, currency: due.currency },
        open: due.open(),
        to_return: due.to_return(),
        due_at: due.due_at,
        last_day: last_day(&due),
        has_upn: due.status.waits() && due.iban.starts_with("SI"),
        wants_account: due.to_return().amount > 0 || !refunds.is_empty(),
        return_account: due.return_iban.map(ending),
        order_id: order.id,
    }))
}

/// The other purchases of the same cart.
pub fn together(tx: &mut Tx, shop: &Shop, group: &OrderGroup, with_token: bool) -> Result<Vec<PlacedTogether>> {
    let mut others = Vec::new();
    for other in orders::placed_together(tx, group)?.into_iter().filter(|other| other.id != group.id) {
        let seller = orders::of_group(tx, &other.id)?.into_iter().next().map(|order| order.seller.0.name).unwrap_or_default();
        others.push(PlacedTogether {
            token: with_token.then(|| shop.order_token(&other)),
            seller,
            total: other.total(),
            status: other.status,
            transfer: view(tx, &other)?,
            number: other.number,
            id: other.id,
        });
    }
    Ok(others)
}
