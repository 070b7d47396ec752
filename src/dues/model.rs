//! What is owed straight to a creator, and the money that came for it, as rows.

use diesel::prelude::*;

use crate::db::schema::{bank_entries, dues};
use crate::kit::id::{BankEntryId, DueId, OrderId, OrganisationId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};

crate::text_enum! {
    /// How far a due is.
    pub enum DueStatus {
        /// Nothing came.
        Unpaid = "unpaid",
        /// A part came.
        Partial = "partial",
        /// All of it came.
        Paid = "paid",
        /// More came than was asked for.
        Overpaid = "overpaid",
        /// The time was over before all of it came.
        Expired = "expired",
        /// It is no longer owed.
        Cancelled = "cancelled",
    }
}

impl DueStatus {
    /// Whether it still waits for money.
    pub fn waits(self) -> bool {
        matches!(self, DueStatus::Unpaid | DueStatus::Partial)
    }

    /// Whether it ended without being paid: what came for it is to be returned.
    pub fn ended(self) -> bool {
        matches!(self, DueStatus::Expired | DueStatus::Cancelled)
    }
}

crate::text_enum! {
    /// What became of money that came.
    pub enum EntryStatus {
        /// Nobody knows what for.
        Unmatched = "unmatched",
        /// It is counted for a due.
        Matched = "matched",
        /// It is for something else.
        Ignored = "ignored",
    }
}

/// Money that a buyer owes a creator for one order.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = dues)]
pub struct Due {
    /// Its id.
    pub id: DueId,
    /// The order.
    pub order_id: OrderId,
    /// Who is paid.
    pub organisation_id: OrganisationId,
    /// To which account.
    pub iban: String,
    /// The holder of the account.
    pub holder: String,
    /// The reference that names this due and no other of the account.
    pub reference: String,
    /// The currency.
    pub currency: Currency,
    /// How much is owed.
    pub amount_cents: i64,
    /// How much came.
    pub received_cents: i64,
    /// How much of that went back.
    pub returned_cents: i64,
    /// How far it is.
    pub status: DueStatus,
    /// Until when it can be paid.
    pub due_at: Instant,
    /// When it arose.
    pub created_at: Instant,
    /// When all of it had come.
    pub paid_at: Option<Instant>,
    /// Where the buyer wants money back.
    pub return_iban: Option<String>,
    /// Whose account that is.
    pub return_holder: Option<String>,
    /// When the buyer said so.
    pub return_noted_at: Option<Instant>,
}

impl Due {
    /// How much is owed.
    pub fn amount(&self) -> Money {
        Money { amount: self.amount_cents, currency: self.currency }
    }

    /// What is still to come.
    pub fn open(&self) -> Money {
        let open = if self.status.waits() { (self.amount_cents - self.received_cents).max(0) } else { 0 };
        Money { amount: open, currency: self.currency }
    }

    /// What came and has to go back.
    pub fn to_return(&self) -> Money {
        let kept = if self.status.ended() { 0 } else { self.amount_cents };
        Money { amount: (self.received_cents - self.returned_cents - kept).max(0), currency: self.currency }
    }

    /// The status that its counters say.
    pub fn counted(&self) -> DueStatus {
        match self.received_cents {
            _ if self.status.ended() => self.status,
            0 => DueStatus::Unpaid,
            came if came < self.amount_cents => DueStatus::Partial,
            came if came == self.amount_cents => DueStatus::Paid,
            _ => DueStatus::Overpaid,
        }
    }
}

/// Money that came.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_entries)]
pub struct BankEntry {
    /// Its id.
    pub id: BankEntryId,
    /// To whom it came.
    pub organisation_id: OrganisationId,
    /// What it is counted for.
    pub due_id: Option<DueId>,
    /// What became of it.
    pub status: EntryStatus,
    /// The account it came to.
    pub iban: String,
    /// The bank's name for it; none while only the creator says that it came.
    pub bank_reference: Option<String>,
    /// The day it came.
    pub booked_on: LocalDate,
    /// The currency.
    pub currency: Currency,
    /// How much.
    pub amount_cents: i64,
    /// The reference that the payer gave.
    pub reference: Option<String>,
    /// What the payer wrote.
    pub words: String,
    /// Who paid.
    pub payer: Option<String>,
    /// From which account.
    pub payer_iban: Option<String>,
    /// Why it is ignored, in the creator's words.
    pub note: Option<String>,
    /// When it was told here.
    pub created_at: Instant,
}

/// A due about to arise.
#[derive(Clone, Debug)]
pub struct NewDue {
    /// The order.
    pub order: OrderId,
    /// Who is paid.
    pub organisation: OrganisationId,
    /// To which account.
    pub iban: String,
    /// The holder of the account.
    pub holder: String,
    /// How much.
    pub amount: Money,
    /// Until when.
    pub due_at: Instant,
}

/// What became of one payment of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// It went to an account that is not the organisation's, and is not kept.
    OtherAccount,
    /// It was read before.
    Again,
    /// The creator had marked it by hand; it is not counted a second time.
    Confirmed(Due),
    /// Nothing has its reference.
    Unmatched(BankEntry),
    /// It is counted.
    Counted(Counted),
}

/// A due after money was counted for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The due as it is now.
    pub due: Due,
    /// Whether this money made it paid; true once in the life of a due.
    pub paid_now: bool,
}
