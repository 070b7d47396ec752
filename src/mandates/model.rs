//! Mandates and bank files, as rows.

use diesel::prelude::*;

use crate::db::schema::{bank_order_lines, bank_orders, mandates};
use crate::kit::id::{AccountId, BankOrderId, MandateId, OrganisationId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate};

/// A maker lets an organizer take its till money.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mandates)]
pub struct Mandate {
    /// Its id.
    pub id: MandateId,
    /// The maker.
    pub studio_id: OrganisationId,
    /// The organizer.
    pub organizer_id: OrganisationId,
    /// Which words were agreed to.
    pub text_version: String,
    /// Who agreed for the maker.
    pub given_by: AccountId,
    /// When.
    pub given_at: Instant,
    /// Who took it back.
    pub revoked_by: Option<AccountId>,
    /// When.
    pub revoked_at: Option<Instant>,
}

crate::text_enum! {
    /// How far a bank file is.
    pub enum BankOrderStatus {
        /// Made, and still with the organizer.
        Prepared = "prepared",
        /// Handed to the bank.
        Sent = "sent",
        /// Given up.
        Discarded = "discarded",
    }
}

/// A file of transfers out of an organizer's own account.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_orders)]
pub struct BankOrder {
    /// Its id.
    pub id: BankOrderId,
    /// What people and banks call it.
    pub number: String,
    /// Whose account it draws on.
    pub organizer_id: OrganisationId,
    /// The account.
    pub iban: String,
    /// Its holder.
    pub holder: String,
    /// On which day the bank shall act.
    pub executed_on: LocalDate,
    /// How far it is.
    pub status: BankOrderStatus,
    /// The currency.
    pub currency: Currency,
    /// All transfers together.
    pub total_cents: i64,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Instant,
    /// When it was sent or given up.
    pub ended_at: Option<Instant>,
}

impl BankOrder {
    /// An amount in its currency.
    pub fn money(&self, amount: i64) -> Money {
        Money { amount, currency: self.currency }
    }
}

/// One transfer of a file.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_order_lines)]
pub struct BankOrderLine {
    /// The file.
    pub bank_order_id: BankOrderId,
    /// Its place.
    pub position: i32,
    /// To which maker.
    pub studio_id: OrganisationId,
    /// Under which mandate.
    pub mandate_id: MandateId,
    /// The fact that it pays, by id.
    pub cause: String,
    /// The maker's account.
    pub iban: String,
    /// Its holder.
    pub holder: String,
    /// How much.
    pub amount_cents: i64,
    /// What for.
    pub purpose: String,
    /// Whether its file still stands.
    pub live: bool,
}

/// What an organizer owes a maker, as whoever reckons it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The maker.
    pub studio: OrganisationId,
    /// The fact, by id: once in a live file.
    pub cause: String,
    /// How much.
    pub amount: Money,
    /// What for, as the maker reads it on its statement.
    pub purpose: String,
}
