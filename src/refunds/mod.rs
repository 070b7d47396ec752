//! Money back to buyers: promised in the transaction of the fact that calls for it, sent by a job.
//!
//! `begin` is the one place where a refund begins, and [`of_order`] the one where an order's does: line by line, with the
//! counters that keep it within what was paid. What it costs the seller is booked with it.
//! The promise is counted against what was captured, so that no two refunds together exceed it. Stripe hears of each
//! refund under its own id: a lost answer is asked for again and never paid twice.

mod audit;
mod of_order;
mod parts;

pub use audit::audit;
pub use of_order::{Giving, of_order};
pub use parts::{Asked, LinePart, worth};

use serde_json::{Value, json};

use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::kit::id::RefundId;
use crate::kit::locale::Locale;
use crate::kit::money::Money;
use crate::kit::time::LocalDate;
use crate::kit::{Code, Error, Result};
use crate::mail::{self, Envelope, Letter};
use crate::payments::{self, Payment, PaymentMethod, Refund, RefundLine, RefundReason, RefundStatus, Why};
use crate::stripe::{RefundAnswer, Stripe};
use crate::web::{App, Workers};
use crate::{books, identity, invoicing};

/// The job of whoever has to do something once the buyer has the money back.
pub const SETTLED: &str = "refunds.settled";
/// The job of whoever tells a seller that it has to pay a refund by hand.
pub const BY_HAND: &str = "refunds.by_hand";
/// The job that tells Stripe.
const SEND: &str = "refunds.send";

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.on(SEND, |app, payload| Box::pin(send(app, payload)));
}

/// Gives back money that buys nothing.
pub fn give_back(tx: &mut Tx, payment: &Payment, amount: Money, reason: RefundReason) -> Result<Refund> {
    begin(tx, payment, amount, Why { order: None, reason, note: None }, &|_| Vec::new())
}

/// Promises money back and sets it going. In the sandbox nothing was charged, so it is back at once.
fn begin(tx: &mut Tx, payment: &Payment, amount: Money, why: Why<'_>, parts: &dyn Fn(&RefundId) -> Vec<RefundLine>) -> Result<Refund> {
    let refund = payments::refund(tx, payment, amount, why)?;
    payments::note_parts(tx, &parts(&refund.id))?;
    let facts = json!({ "payment": payment.id, "order": why.order, "amount_cents": amount.amount, "reason": why.reason });
    crate::events::record(tx, "refund.promised", refund.id.as_str(), None, facts)?;
    books::refund_promised(tx, &refund)?;
    invoicing::credit(tx, &refund)?;
    match payment.method {
        PaymentMethod::Sandbox => {
            payments::settle_refund(tx, &refund, RefundStatus::Done, None)?;
            books::refund_done(tx, &refund)?;
        }
        PaymentMethod::Stripe => {
            let payload = json!({ "refund": refund.id });
            let run_at = tx.now;
            jobs::enqueue(tx, Job { kind: SEND, key: refund.id.as_str(), payload, run_at })?;
        }
        // The money lies with the seller, so the seller pays; nobody else can.
        PaymentMethod::BankTransfer => {
            let (payload, run_at) = (json!({ "refund": refund.id }), tx.now);
            jobs::enqueue(tx, Job { kind: BY_HAND, key: refund.id.as_str(), payload, run_at })?;
        }
    }
    Ok(refund)
}

/// The seller paid a refund of money that had come straight to it. Refused (`refund_paid`) when that was said before.
pub fn paid_by_hand(tx: &mut Tx, refund: &Refund, on: &LocalDate) -> Result<()> {
    if !payments::pay_by_hand(tx, refund, on)? {
        return Err(Code::RefundPaid.into());
    }
    crate::events::record(tx, "refund.paid_by_hand", refund.id.as_str(), None, json!({ "on": on }))?;
    books::refund_done(tx, refund)
}

/// What Stripe made of a refund: taken, or not possible. The latter is told to the coordinators, once.
pub fn settle(tx: &mut Tx, refund: &Refund, answer: &RefundAnswer) -> Result<()> {
    let status = if answer.has_failed() { RefundStatus::Failed } else { RefundStatus::Done };
    if !payments::settle_refund(tx, refund, status, Some(&answer.id))? {
        return Ok(());
    }
    if status == RefundStatus::Done {
        let (payload, run_at) = (json!({ "refund": refund.id }), tx.now);
        jobs::enqueue(tx, Job { kind: SETTLED, key: refund.id.as_str(), payload, run_at })?;
        return books::refund_done(tx, refund);
    }
    of_order::take_back(tx, refund)?;
    books::refund_failed(tx, refund)?;
    crate::events::record(tx, "refund.failed", refund.id.as_str(), None, json!({ "stripe": answer.id, "status": answer.status }))?;
    for contact in identity::coordinators(tx)? {
        let key = format!("refund-failed:{}:{}", refund.id, contact.account);
        let envelope = Envelope { to: contact.email, name: contact.name, locale: contact.locale, key };
        mail::queue(tx, envelope, failed(refund, contact.locale))?;
    }
    Ok(())
}

/// Tells Stripe. Safe to repeat.
async fn send(app: App, payload: Value) -> Result<()> {
    let id: RefundId = serde_json::from_value(payload["refund"].clone()).map_err(Error::internal)?;
    let (refund, payment) = app
        .read(move |tx| {
            let refund = payments::find_refund(tx, &id)?;
            let payment = payments::find(tx, &refund.payment_id)?;
            Ok((refund, payment))
        })
        .await?;
    if refund.status != RefundStatus::Pending {
        return Ok(());
    }
    let settings = app.settings().stripe.as_ref().ok_or_else(|| Error::internal("a refund by Stripe, but Stripe is not set up"))?;
    let stripe = Stripe::connect(&settings.secret_key, settings.api_base.as_deref())?;
    let intent = payment.provider_intent.ok_or_else(|| Error::internal("a captured payment without Stripe's name for it"))?;
    let answer = stripe.refund(refund.id.as_str(), &intent, refund.amount()).await?;
    app.write(move |tx| settle(tx, &refund, &answer)).await
}

fn failed(refund: &Refund, locale: Locale) -> Letter {
    let amount = refund.amount().display(locale);
    let subject = locale.pick("Vračila denarja ni bilo mogoče izvesti", "A refund could not be made", "Eine Erstattung war nicht möglich");
    let text = locale.pick(
        format!("Stripe vračila {amount} ni mogel izvesti. Odprite ga v nadzorni plošči Stripe in kupcu denar vrnite po drugi poti."),
        format!("Stripe could not make a refund of {amount}. Open it in Stripe's dashboard and return the money to the buyer another way."),
        format!("Stripe konnte {amount} nicht erstatten. Öffnen Sie den Vorgang bei Stripe und zahlen Sie dem Käufer das Geld auf anderem Weg zurück."),
    );
    let rows = vec![
        (locale.pick("Vračilo", "Refund", "Erstattung").to_owned(), refund.id.to_string()),
        (locale.pick("Plačilo", "Payment", "Zahlung").to_owned(), refund.payment_id.to_string()),
    ];
    Letter::new(subject).p(text).rows(rows)
}
