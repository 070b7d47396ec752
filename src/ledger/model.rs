//! Accounts, transfers and the counters they change. Pure.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{ledger_accounts, transfers};
use crate::kit::id::{OrganisationId, TransferId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

text_enum! {
    /// What an account is for.
    pub enum Purpose {
        /// Money that lies at the payment processor. Debit grows it.
        Clearing = "clearing",
        /// Money that came in and belongs to no sale; it goes back. Credit grows it.
        Unassigned = "unassigned",
        /// What the platform owes an organisation; below zero the organisation owes it back, and the next sale makes it good. Credit grows it.
        Due = "due",
        /// The platform's commission, without VAT. Credit grows it.
        Commission = "commission",
        /// VAT on the commission, owed to the state. Credit grows it.
        CommissionVat = "commission_vat",
        /// What the processor keeps for itself. Debit grows it.
        ProcessorFee = "processor_fee",
        /// Money that buyers paid straight to an organisation's own account. Debit grows it.
        OwnAccount = "own_account",
        /// What an organisation sold for it. Credit grows it.
        OwnSales = "own_sales",
        /// The platform's share of those sales with VAT: invoiced, and owed by the organisation. Debit grows it.
        CommissionOwed = "commission_owed",
        /// What organisations paid of it. Debit grows it.
        CommissionReceived = "commission_received",
        /// Royalties that an organisation owes another, paid outside of the platform. Debit grows it.
        RoyaltyOwed = "royalty_owed",
        /// Royalties that another organisation owes this one, paid outside of the platform. Credit grows it.
        RoyaltyDue = "royalty_due",
    }
}

impl Purpose {
    /// Whether debit makes more of it.
    pub const fn grows_by_debit(self) -> bool {
        use Purpose::{Clearing, CommissionOwed, CommissionReceived, OwnAccount, ProcessorFee, RoyaltyOwed};
        matches!(self, Clearing | ProcessorFee | OwnAccount | CommissionOwed | CommissionReceived | RoyaltyOwed)
    }
}

text_enum! {
    /// What a transfer is for.
    pub enum TransferCode {
        /// A buyer's money came in for an order.
        Capture = "capture",
        /// The platform's share of an order.
        Commission = "commission",
        /// VAT on that share.
        CommissionVat = "commission_vat",
        /// The processor's fee for a payment.
        ProcessorFee = "processor_fee",
        /// Money went back to a buyer.
        Refund = "refund",
        /// The platform's share went back with it.
        CommissionBack = "commission_back",
        /// VAT on that share went back with it.
        CommissionVatBack = "commission_vat_back",
        /// Money went on to a seller.
        Payout = "payout",
        /// Money came back from a seller's account.
        PayoutBack = "payout_back",
        /// A buyer's bank took a payment back.
        Dispute = "dispute",
        /// A person put something right; the cause says what.
        Correction = "correction",
        /// A royalty became owed: on a sale here, on reported sales, or as a sum paid once.
        Royalty = "royalty",
        /// A royalty on a sale here went back with it.
        RoyaltyBack = "royalty_back",
        /// A reported royalty was paid.
        RoyaltyPaid = "royalty_paid",
        /// An invoice for the platform's share was paid.
        CommissionPaid = "commission_paid",
    }
}

text_enum! {
    /// How certain a transfer is.
    pub enum TransferStatus {
        /// Promised; already gone on the debited side.
        Pending = "pending",
        /// Has happened.
        Posted = "posted",
        /// Was promised and did not happen.
        Voided = "voided",
    }
}

/// An account: whose, for what, in which currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose; `None` for the platform's own.
    pub organisation: Option<OrganisationId>,
    /// For what.
    pub purpose: Purpose,
    /// In which currency.
    pub currency: Currency,
}

impl Account {
    /// An organisation's account.
    pub fn of(organisation: &OrganisationId, purpose: Purpose, currency: Currency) -> Account {
        Account { organisation: Some(organisation.clone()), purpose, currency }
    }

    /// The platform's account.
    pub fn platform(purpose: Purpose, currency: Currency) -> Account {
        Account { organisation: None, purpose, currency }
    }

    /// The account that transfers name so.
    pub fn named(key: &str) -> Option<Account> {
        let mut parts = key.split('/');
        let organisation = match parts.next()? {
            "platform" => None,
            id => Some(id.parse().ok()?),
        };
        Some(Account { organisation, purpose: parts.next()?.parse().ok()?, currency: parts.next()?.parse().ok()? })
    }

    /// How transfers name it: `org_…/due/EUR`.
    pub fn key(&self) -> String {
        let owner = self.organisation.as_ref().map_or("platform", OrganisationId::as_str);
        format!("{owner}/{}/{}", self.purpose, self.currency.as_str())
    }
}

/// Money that moved, or is promised to.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize)]
#[diesel(table_name = transfers)]
pub struct Transfer {
    /// Its id, ordered by time.
    pub id: TransferId,
    /// What it is for.
    pub code: TransferCode,
    /// The account that is debited.
    pub debit_account: String,
    /// The account that is credited.
    pub credit_account: String,
    /// How much, in minor units; always more than nothing.
    pub amount_cents: i64,
    /// The currency.
    pub currency: Currency,
    /// The id of the fact that moved it.
    pub cause: String,
    /// How certain it is.
    pub status: TransferStatus,
    /// When it was recorded.
    pub at: Instant,
    /// When it became certain, one way or the other.
    pub settled_at: Option<Instant>,
}

/// The counter beside an organisation's account.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ledger_accounts)]
pub struct Counter {
    /// The account's key.
    pub id: String,
    /// Posted debits and pending ones: what is promised is gone.
    pub debits_cents: i64,
    /// Posted credits.
    pub credits_cents: i64,
}

/// What an account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Balance {
    /// Posted credits less posted debits.
    pub posted: Money,
    /// Of that, promised away and not yet gone.
    pub pending: Money,
}

/// The change to one account's counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// To the debits.
    pub debits: i64,
    /// To the credits.
    pub credits: i64,
}

/// What recorded transfers do to the counters: debits count at once, credits when they are posted.
pub fn changes_on_recording(transfers: &[Transfer]) -> BTreeMap<String, Change> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for transfer in transfers {
        changes.entry(transfer.debit_account.clone()).or_default().debits += transfer.amount_cents;
        if transfer.status == TransferStatus::Posted {
            changes.entry(transfer.credit_account.clone()).or_default().credits += transfer.amount_cents;
        }
    }
    organisations_only(changes)
}

/// What settling promises does to the counters: posted ones reach the credited side, voided ones come back to the debited.
pub fn changes_on_settling(pending: &[Transfer], outcome: TransferStatus) -> BTreeMap<String, Change> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for transfer in pending {
        match outcome {
            TransferStatus::Posted => changes.entry(transfer.credit_account.clone()).or_default().credits += transfer.amount_cents,
            _ => changes.entry(transfer.debit_account.clone()).or_default().debits -= transfer.amount_cents,
        }
    }
    organisations_only(changes)
}

// The platform's accounts have no counter: nothing is bounded by them, and every sale would wait for the same row.
fn organisations_only(mut changes: BTreeMap<String, Change>) -> BTreeMap<String, Change> {
    changes.retain(|key, _| !key.starts_with("platform/"));
    changes
}
