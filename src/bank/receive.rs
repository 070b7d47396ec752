//! Money that came: read from a statement, or said by the maker.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::checkout::{Shop, money_came};
use crate::db::Tx;
use crate::dues::{self, Came, Due, DueStatus};
use crate::identity::{self, Member};
use crate::kit::camt::Credit;
use crate::kit::id::{BankEntryId, DueId, OrderId, OrganisationId};
use crate::kit::money::Money;
use crate::kit::time::LocalDate;
use crate::kit::{Result, iban};
use crate::orders;

/// The maker says that money came.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkReceived {
    /// How much.
    pub amount: Money,
    /// On which day.
    pub received_on: LocalDate,
    /// What had been counted when the maker looked, so that a statement read meanwhile is not counted twice.
    pub seen: Money,
}

crate::text_enum! {
    /// What became of a payment of a statement.
    pub enum StatementOutcome {
        /// It paid its order.
        Paid = "paid",
        /// It paid a part; the rest is waited for.
        Partial = "partial",
        /// More came than was asked for.
        Overpaid = "overpaid",
        /// Its order no longer stands; it has to go back.
        Late = "late",
        /// It had been marked by hand.
        Confirmed = "confirmed",
        /// It was read before.
        Again = "again",
        /// Nothing has its reference.
        Unmatched = "unmatched",
        /// It went to an account that is not the maker's here.
        OtherAccount = "other_account",
    }
}

/// One payment of a statement, and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StatementItem {
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
    /// What became of it.
    pub outcome: StatementOutcome,
    /// The order it is counted for.
    pub order_id: Option<OrderId>,
    /// What people call the order.
    pub order_number: Option<String>,
}

/// Takes payments of a statement in, each once, and goes on with every order that they concern.
pub fn take_in(tx: &mut Tx, shop: &Shop, by: &Member, credits: &[Credit]) -> Result<Vec<StatementItem>> {
    by.manager()?;
    let accounts = accounts(tx, &by.organisation)?;
    let came = dues::take_in(tx, &by.organisation, &accounts, credits)?;
    let mut items = Vec::with_capacity(credits.len());
    for (credit, came) in credits.iter().zip(came) {
        let (outcome, due) = match came {
            Came::OtherAccount => (StatementOutcome::OtherAccount, None),
            Came::Again => (StatementOutcome::Again, None),
            Came::Confirmed(due) => (StatementOutcome::Confirmed, Some(due)),
            Came::Unmatched(_) => (StatementOutcome::Unmatched, None),
            Came::Counted(counted) => {
                let due = money_came(tx, shop, &counted)?;
                (outcome_of(&due), Some(due))
            }
        };
        let order = due.map(|due| orders::find(tx, &due.order_id)).transpose()?;
        items.push(StatementItem {
            booked_on: credit.booked_on.clone(),
            amount: credit.amount,
            payer: credit.payer.clone(),
            reference: credit.reference.clone(),
            words: credit.words.clone(),
            outcome,
            order_id: order.as_ref().map(|order| order.id.clone()),
            order_number: order.map(|order| order.number),
        });
    }
    let new = items.iter().filter(|item| !matches!(item.outcome, StatementOutcome::Again | StatementOutcome::OtherAccount)).count();
    let facts = json!({ "read": items.len(), "new": new });
    crate::events::record(tx, "bank.statement_read", by.organisation.as_str(), Some(&by.account), facts)?;
    Ok(items)
}

fn outcome_of(due: &Due) -> StatementOutcome {
    match due.status {
        DueStatus::Paid => StatementOutcome::Paid,
        DueStatus::Overpaid => StatementOutcome::Overpaid,
        DueStatus::Unpaid | DueStatus::Partial => StatementOutcome::Partial,
        DueStatus::Expired | DueStatus::Cancelled => StatementOutcome::Late,
    }
}

/// The accounts to which money of the maker may have come: the one told now, and those of slips that were given out before.
fn accounts(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<String>> {
    let mut accounts = dues::accounts(tx, organisation)?;
    accounts.extend(identity::payout_account(tx, organisation)?.map(|account| iban::compact(&account.iban)));
    Ok(accounts)
}

/// The maker says that money came for a due. Refused (`due_changed`) when something else was counted since it looked.
pub fn mark(tx: &mut Tx, shop: &Shop, by: &Member, id: &DueId, received: &MarkReceived) -> Result<()> {
    by.manager()?;
    let due = dues::of_organisation(tx, &by.organisation, id)?;
    let counted = dues::mark(tx, &due, received.amount, &received.received_on, received.seen)?;
    let facts = json!({ "due": due.id, "amount_cents": received.amount.amount, "on": received.received_on });
    crate::events::record(tx, "bank.marked_received", due.order_id.as_str(), Some(&by.account), facts)?;
    money_came(tx, shop, &counted).map(drop)
}

/// The maker says for which due money is that nobody could place.
pub fn assign(tx: &mut Tx, shop: &Shop, by: &Member, entry: &BankEntryId, due: &DueId) -> Result<()> {
    by.manager()?;
    let counted = dues::assign(tx, &by.organisation, entry, due)?;
    let facts = json!({ "due": due, "entry": entry });
    crate::events::record(tx, "bank.entry_assigned", counted.due.order_id.as_str(), Some(&by.account), facts)?;
    money_came(tx, shop, &counted).map(drop)
}

/// The maker says that money is for something else.
pub fn ignore(tx: &mut Tx, by: &Member, entry: &BankEntryId, note: &str) -> Result<()> {
    by.manager()?;
    dues::ignore(tx, &by.organisation, entry, note)?;
    crate::events::record(tx, "bank.entry_ignored", entry.as_str(), Some(&by.account), json!({}))
}
