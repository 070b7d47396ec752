//! What a maker reads of money that comes straight to it.

use serde::Serialize;

use super::invoices::{self, OwedInvoice};
use super::letters::account_of;
use crate::db::Tx;
use crate::dues::{self, BankEntry, Due, DueStatus, EntryStatus};
use crate::identity;
use crate::kit::id::{BankEntryId, DueId, OrderId, OrganisationId, RefundId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};
use crate::kit::{Result, iban};
use crate::ledger::{self, Account, Purpose};
use crate::orders::{self, Order};
use crate::payments::{self, RefundReason};

/// So many dues and entries are shown.
const SHOWN: usize = 100;

/// Money that comes straight to a maker.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BankView {
    /// The account that buyers pay to, in groups of four; without one nobody can.
    pub iban: Option<String>,
    /// Whose it is.
    pub holder: Option<String>,
    /// What is waited for, the soonest first.
    pub waiting: Vec<BankDue>,
    /// What nobody could place.
    pub unmatched: Vec<UnmatchedEntry>,
    /// What has to go back to buyers.
    pub to_give_back: Vec<ToGiveBack>,
    /// What came to an end, the newest first.
    pub ended: Vec<BankDue>,
    /// What was sold for money that came straight, less what went back or is to.
    pub sold: Money,
    /// The platform's share of it that is not paid yet, invoiced or not.
    pub commission_owed: Money,
    /// Royalties of companies on it that the maker pays by itself.
    pub royalties_owed: Money,
    /// The invoices for the share.
    pub invoices: Vec<OwedInvoice>,
}

/// What a buyer owes, and what came of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BankDue {
    /// Its id.
    pub id: DueId,
    /// The order.
    pub order_id: OrderId,
    /// What people call the order.
    pub order_number: String,
    /// Who bought.
    pub buyer: String,
    /// How far it is.
    pub status: DueStatus,
    /// How much was asked for.
    pub amount: Money,
    /// How much came.
    pub received: Money,
    /// How much is still to come.
    pub open: Money,
    /// The reference on its slip.
    pub reference: String,
    /// Until when it can be paid.
    pub due_at: Instant,
    /// When all of it had come.
    pub paid_at: Option<Instant>,
}

/// Money that nobody could place.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnmatchedEntry {
    /// Its id.
    pub id: BankEntryId,
    /// The day it came.
    pub booked_on: LocalDate,
    /// How much.
    pub amount: Money,
    /// Who paid.
    pub payer: Option<String>,
    /// The reference that the payer gave.
    pub reference: Option<String>,
    /// What the payer wrote.
    pub words: String,
    /// What it may be for: dues that wait for just so much.
    pub suggestions: Vec<BankDue>,
}

crate::text_enum! {
    /// Why money goes back by hand.
    pub enum GiveBackKind {
        /// A refund of a paid order.
        Refund = "refund",
        /// More came than was asked for.
        Overpaid = "overpaid",
        /// It came for an order that no longer stands.
        Late = "late",
    }
}

/// Money that has to go back to a buyer.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ToGiveBack {
    /// Why.
    pub kind: GiveBackKind,
    /// The refund, if it is one.
    pub refund_id: Option<RefundId>,
    /// Why it is refunded.
    pub reason: Option<RefundReason>,
    /// The due, if it is no refund.
    pub due_id: Option<DueId>,
    /// The order.
    pub order_id: OrderId,
    /// What people call the order.
    pub order_number: String,
    /// Who bought.
    pub buyer: String,
    /// How much.
    pub amount: Money,
    /// To which account, in groups of four; none until the buyer says so.
    pub iban: Option<String>,
    /// Whose it is.
    pub holder: Option<String>,
    /// Since when.
    pub since: Instant,
}

/// Everything on the page.
pub fn bank(tx: &mut Tx, id: &OrganisationId) -> Result<BankView> {
    let account = identity::payout_account(tx, id)?;
    let waiting = dues::waiting(tx, id)?;
    let latest = dues::latest(tx, id, 200)?;
    let ended: Vec<Due> = latest.iter().filter(|due| !due.status.waits()).take(SHOWN).cloned().collect();
    let mut unmatched = Vec::new();
    for entry in dues::entries(tx, id, EntryStatus::Unmatched)?.into_iter().take(SHOWN) {
        unmatched.push(unmatched_view(tx, entry)?);
    }
    let mut balance = |purpose| ledger::balance(tx, &Account::of(id, purpose, Currency::EUR));
    let (sold, owed, royalties) =
        (balance(Purpose::OwnSales)?, balance(Purpose::CommissionOwed)?.posted, balance(Purpose::RoyaltyOwed)?.posted);
    Ok(BankView {
        iban: account.as_ref().map(|account| iban::grouped(&account.iban)),
        holder: account.map(|account| account.account_holder),
        waiting: waiting.iter().take(SHOWN).map(|due| due_view(tx, due)).collect::<Result<_>>()?,
        unmatched,
        to_give_back: to_give_back(tx, id)?,
        ended: ended.iter().map(|due| due_view(tx, due)).collect::<Result<_>>()?,
        sold: Money { amount: sold.posted.amount - sold.pending.amount, ..sold.posted },
        commission_owed: Money { amount: -owed.amount, ..owed },
        royalties_owed: Money { amount: -royalties.amount, ..royalties },
        invoices: invoices::list(tx, Some(id))?,
    })
}

/// A due as its maker reads it.
fn due_view(tx: &mut Tx, due: &Due) -> Result<BankDue> {
    let (order, buyer) = order_and_buyer(tx, &due.order_id)?;
    Ok(BankDue {
        id: due.id.clone(),
        order_id: due.order_id.clone(),
        order_number: order.number,
        buyer,
        status: due.status,
        amount: due.amount(),
        received: Money { amount: due.received_cents, currency: due.currency },
        open: due.open(),
        reference: due.reference.clone(),
        due_at: due.due_at,
        paid_at: due.paid_at,
    })
}

fn order_and_buyer(tx: &mut Tx, id: &OrderId) -> Result<(Order, String)> {
    let order = orders::find(tx, id)?;
    let buyer = orders::group(tx, &order.order_group_id)?.name;
    Ok((order, buyer))
}

fn unmatched_view(tx: &mut Tx, entry: BankEntry) -> Result<UnmatchedEntry> {
    let suggested = dues::suggestions(tx, &entry)?;
    Ok(UnmatchedEntry {
        suggestions: suggested.iter().map(|due| due_view(tx, due)).collect::<Result<_>>()?,
        id: entry.id,
        booked_on: entry.booked_on,
        amount: Money { amount: entry.amount_cents, currency: entry.currency },
        payer: entry.payer,
        reference: entry.reference,
        words: entry.words,
    })
}

fn to_give_back(tx: &mut Tx, id: &OrganisationId) -> Result<Vec<ToGiveBack>> {
    let mut rows = Vec::new();
    for refund in payments::to_pay_by_hand_of(tx, id)? {
        let Some(order) = &refund.order_id else { continue };
        let (order, buyer) = order_and_buyer(tx, order)?;
        let account = account_of(tx, &order)?;
        rows.push(row(GiveBackKind::Refund, &order, buyer, refund.amount(), account, refund.created_at));
        if let Some(row) = rows.last_mut() {
            (row.refund_id, row.reason) = (Some(refund.id), Some(refund.reason));
        }
    }
    for due in dues::to_return(tx, id)? {
        let (order, buyer) = order_and_buyer(tx, &due.order_id)?;
        let account = account_of(tx, &order)?;
        let kind = if due.status.ended() { GiveBackKind::Late } else { GiveBackKind::Overpaid };
        let since = due.paid_at.unwrap_or(due.due_at).min(tx.now);
        rows.push(row(kind, &order, buyer, due.to_return(), account, since));
        if let Some(row) = rows.last_mut() {
            row.due_id = Some(due.id);
        }
    }
    rows.sort_by_key(|row| row.since);
    rows.truncate(SHOWN);
    Ok(rows)
}

fn row(kind: GiveBackKind, order: &Order, buyer: String, amount: Money, account: Option<(String, String)>, since: Instant) -> ToGiveBack {
    let (number, holder) = account.unzip();
    ToGiveBack {
        kind,
        refund_id: None,
        reason: None,
        due_id: None,
        order_id: order.id.clone(),
        order_number: order.number.clone(),
        buyer,
        amount,
        iban: number.map(|number| iban::grouped(&number)),
        holder,
        since,
    }
}
