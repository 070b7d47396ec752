//! Money back from a seller's account after a refund: what the refund took from the seller by the ledger, never more than
//! the order's part has left. What the account does not hold stays a debt, which the next sales make good.

use serde_json::{Value, json};

use super::parts::{PartStatus, PayoutPart, PayoutReversal, ReversalStatus};
use super::store;
use crate::books;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::kit::guard;
use crate::kit::id::{PayoutPartId, PayoutReversalId, RefundId};
use crate::kit::{Error, Result};
use crate::ledger::{self, Account, Purpose, TransferStatus};
use crate::orders;
use crate::payments::{self, RefundStatus};
use crate::stripe::{Fault, Reversal};
use crate::web::App;

/// The job that asks back what a refund took, once a part that was on its way has arrived.
pub const AFTER_PART: &str = "payouts.take_back";
/// The job that tells Stripe.
pub const REVERSE: &str = "payouts.reverse";

/// The job after a refund.
pub async fn after_refund(app: App, payload: Value) -> Result<()> {
    let id: RefundId = serde_json::from_value(payload["refund"].clone()).map_err(Error::internal)?;
    app.write(move |tx| ask(tx, &id)).await
}

/// Asks back what a refund took from a seller who has the order's money already. A refund that was counted against a payout
/// asks for nothing: the seller has paid it.
pub fn ask(tx: &mut Tx, id: &RefundId) -> Result<()> {
    let refund = payments::find_refund(tx, id)?;
    let Some(order) = refund.order_id.filter(|_| refund.status == RefundStatus::Done) else { return Ok(()) };
    if store::parts::counted(tx, id)? {
        return Ok(());
    }
    let seller = orders::seller_of(tx, &order)?;
    let due = Account::of(&seller, Purpose::Due, refund.currency).key();
    let mut left: i64 = 0;
    for transfer in ledger::of_cause(tx, id.as_str())?.into_iter().filter(|transfer| transfer.status == TransferStatus::Posted) {
        left += if transfer.debit_account == due { transfer.amount_cents } else { 0 };
        left -= if transfer.credit_account == due { transfer.amount_cents } else { 0 };
    }
    // What a company got of the order is made good by its next royalties.
    let own = store::parts::paid_of_order(tx, &order)?.into_iter().filter(|part| part.organisation_id == seller);
    for part in own {
        let amount_cents = left.min(part.amount_cents - part.reversed_cents);
        if amount_cents <= 0 {
            continue;
        }
        let reversal = PayoutReversal {
            id: tx.id(),
            part_id: part.id.clone(),
            refund_id: Some(id.clone()),
            amount_cents,
            status: ReversalStatus::Pending,
            provider_reversal: None,
            error: None,
            tried_at: None,
            created_at: tx.now,
            settled_at: None,
        };
        if !store::parts::insert_reversal(tx, &reversal)? {
            return Ok(());
        }
        if !store::parts::add_reversed(tx, &part.id, amount_cents)? {
            return Err(Error { transient: true, ..Error::internal(format!("{} has less left than was read", part.id)) });
        }
        left -= amount_cents;
        let (payload, run_at) = (json!({ "reversal": reversal.id }), tx.now);
        jobs::enqueue(tx, Job { kind: REVERSE, key: reversal.id.as_str(), payload, run_at })?;
    }
    Ok(())
}

/// Tells Stripe. Safe to repeat: what was tried before is looked up first.
pub async fn run(app: App, payload: Value) -> Result<()> {
    let id: PayoutReversalId = serde_json::from_value(payload["reversal"].clone()).map_err(Error::internal)?;
    let asked = id.clone();
    let (reversal, part) = app.read(move |tx| both(tx, &asked)).await?;
    if reversal.status != ReversalStatus::Pending {
        return Ok(());
    }
    let transfer = part.provider_transfer.ok_or_else(|| Error::internal("a paid part without Stripe's name for it"))?;
    let stripe = Shop::of(&app).stripe()?;
    if reversal.tried_at.is_some() && !guard::off("transfer_once") {
        let back = stripe.reversals_of(&transfer).await?.into_iter().find(|back| back.ours.as_deref() == Some(id.as_str()));
        if let Some(back) = back {
            return app.write(move |tx| done(tx, &id, &back.id)).await;
        }
    }
    let tried = id.clone();
    app.write(move |tx| Ok(store::parts::note_reversal_try(tx, &tried)?)).await?;
    match stripe.reverse(id.as_str(), &transfer, reversal.amount_cents).await {
        Ok(back) => app.write(move |tx| done(tx, &id, &back.id)).await,
        Err(Fault::Refused(refusal)) => app.write(move |tx| refused(tx, &id, &refusal.message)).await,
        Err(Fault::Unknown(error)) => Err(error),
    }
}

fn both(tx: &mut Tx, id: &PayoutReversalId) -> Result<(PayoutReversal, PayoutPart)> {
    let reversal = store::parts::reversal(tx, id)?.ok_or_else(|| Error::internal(format!("no reversal {id}")))?;
    let part = store::parts::find(tx, &reversal.part_id)?.ok_or_else(|| Error::internal(format!("no part {}", reversal.part_id)))?;
    Ok((reversal, part))
}

/// The money came back: the seller owes it no longer.
fn done(tx: &mut Tx, id: &PayoutReversalId, name: &str) -> Result<()> {
    let (reversal, part) = both(tx, id)?;
    if !store::parts::settle_reversal(tx, id, ReversalStatus::Done, Some(name), None)? {
        return Ok(());
    }
    book(tx, &reversal, &part)
}

/// The seller's account did not hold it: the debt stays.
fn refused(tx: &mut Tx, id: &PayoutReversalId, why: &str) -> Result<()> {
    let (reversal, part) = both(tx, id)?;
    if !store::parts::settle_reversal(tx, id, ReversalStatus::Refused, None, Some(why))? {
        return Ok(());
    }
    store::parts::take_reversed(tx, &part.id, reversal.amount_cents)?;
    let facts = json!({ "order": part.order_id, "amount_cents": reversal.amount_cents, "why": why });
    crate::events::record(tx, "payout_reversal.refused", id.as_str(), None, facts)
}

fn book(tx: &mut Tx, reversal: &PayoutReversal, part: &PayoutPart) -> Result<()> {
    let order = orders::find(tx, &part.order_id)?;
    books::payout_back(tx, &reversal.cause(part), &order, &part.organisation_id, reversal.amount_cents)?;
    store::parts::mark_reversed(tx, &part.id)?;
    let facts = json!({ "order": part.order_id, "amount_cents": reversal.amount_cents, "refund": reversal.refund_id });
    crate::events::record(tx, "payout_reversal.done", reversal.id.as_str(), None, facts)
}

/// What Stripe has taken back of a part, ours or somebody's in the dashboard, each booked once.
pub fn note_seen(tx: &mut Tx, id: &PayoutPartId, seen: &[Reversal]) -> Result<()> {
    for back in seen {
        if let Some(ours) = back.ours.as_deref().and_then(|ours| ours.parse::<PayoutReversalId>().ok())
            && store::parts::reversal(tx, &ours)?.is_some()
        {
            done(tx, &ours, &back.id)?;
            continue;
        }
        let Some(part) = store::parts::find(tx, id)?.filter(|part| part.status == PartStatus::Paid) else { continue };
        let reversal = PayoutReversal {
            id: tx.id(),
            part_id: id.clone(),
            refund_id: None,
            amount_cents: back.amount,
            status: ReversalStatus::Done,
            provider_reversal: Some(back.id.clone()),
            error: None,
            tried_at: Some(tx.now),
            created_at: tx.now,
            settled_at: Some(tx.now),
        };
        if !store::parts::insert_reversal(tx, &reversal)? {
            continue;
        }
        if !store::parts::add_reversed(tx, id, back.amount)? {
            return Err(Error::internal(format!("Stripe took more back of {id} than it was, or than we know of")));
        }
        book(tx, &reversal, &part)?;
    }
    Ok(())
}
