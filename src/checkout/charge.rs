//! What the processor keeps of a payment: looked up after the capture, booked once. The operator bears it.

use serde_json::{Value, json};

use super::shop::Shop;
use crate::books;
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::kit::id::PaymentId;
use crate::kit::{Code, Error, Result};
use crate::payments::{self, Payment, PaymentMethod, charges};
use crate::web::App;

/// The job that looks a payment's charge up.
pub const LOOK_UP: &str = "checkout.charge";

/// Queues the look at a payment that Stripe captured.
pub fn ask(tx: &mut Tx, payment: &Payment) -> Result<()> {
    if payment.method != PaymentMethod::Stripe {
        return Ok(());
    }
    let run_at = tx.now;
    jobs::enqueue(tx, Job { kind: LOOK_UP, key: payment.id.as_str(), payload: json!({ "payment": payment.id }), run_at }).map(drop)
}

/// The job.
pub async fn run(app: App, payload: Value) -> Result<()> {
    let id: PaymentId = serde_json::from_value(payload["payment"].clone()).map_err(Error::internal)?;
    look_up(&app, &id).await.map(drop)
}

/// The charge of a payment: as it is known, or as Stripe tells it now. Its fee is booked with it, once. Stripe may need a
/// moment to book a payment; until then this is worth another try.
pub async fn look_up(app: &App, id: &PaymentId) -> Result<charges::Charge> {
    let asked = id.clone();
    let (known, payment) = app.read(move |tx| Ok((charges::of_payment(tx, &asked)?, payments::find(tx, &asked)?))).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let intent = payment.provider_intent.clone().ok_or_else(|| Error::internal("a captured payment without Stripe's name for it"))?;
    let told = Shop::of(app).stripe()?.charge_of(&intent).await?;
    let told = told.ok_or_else(|| Error {
        retry_after_seconds: Some(30),
        ..Code::PaymentUnreachable.because("Stripe has not booked this payment yet.")
    })?;
    app.write(move |tx| {
        let charge = charges::Charge {
            payment_id: payment.id.clone(),
            charge: told.id.clone(),
            balance_transaction: told.balance_transaction.clone(),
            currency: told.amount.currency,
            amount_cents: told.amount.amount,
            fee_cents: told.fee,
            looked_up_at: tx.now,
        };
        if charges::keep(tx, &charge)? {
            books::processor_fee(tx, &charge)?;
        }
        Ok(charge)
    })
    .await
}
