//! What the processor names the money of a captured payment, and what it keeps of it. Written once, never changed.

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::{charges, payments};
use crate::kit::Result;
use crate::kit::id::PaymentId;
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;

use super::model::Payment;

/// The money of a payment, as the processor has it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = charges)]
pub struct Charge {
    /// The payment.
    pub payment_id: PaymentId,
    /// The processor's name for the money.
    pub charge: String,
    /// Its row in the processor's books.
    pub balance_transaction: String,
    /// The currency.
    pub currency: Currency,
    /// How much the processor booked.
    pub amount_cents: i64,
    /// What it keeps.
    pub fee_cents: i64,
    /// When it was looked up.
    pub looked_up_at: Instant,
}

impl Charge {
    /// What the processor keeps.
    pub fn fee(&self) -> Money {
        Money { amount: self.fee_cents, currency: self.currency }
    }
}

/// Keeps what was looked up; false when it is known already.
pub fn keep(tx: &mut Tx, charge: &Charge) -> Result<bool> {
    let made = each!(db in tx.db => diesel::insert_into(charges::table).values(charge).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// The money of a payment, once it was looked up.
pub fn of_payment(tx: &mut Tx, id: &PaymentId) -> Result<Option<Charge>> {
    Ok(charges::table.find(id).select(Charge::as_select()).first(tx.db).optional()?)
}

/// The payment of a movement of money at the processor.
pub fn payment_of_intent(tx: &mut Tx, intent: &str) -> Result<Option<Payment>> {
    let found = payments::table.filter(payments::provider_intent.eq(intent)).select(Payment::as_select()).first(tx.db);
    Ok(found.optional()?)
}
