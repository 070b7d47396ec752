//! Sending parts of a payout to sellers' accounts. The row is there before Stripe hears of it, and names the key; a lost
//! answer is looked up by the purchase, never asked for under another key.

use serde_json::{Value, json};

use super::letters;
use super::model::PayoutStatus;
use super::outcome::{PayoutOutcome, TellOutcome, tell};
use super::parts::{PartStatus, PayoutPart, payment_of};
use super::store::{self, Change};
use super::take_back;
use crate::checkout::{Shop, look_up_charge};
use crate::db::Tx;
use crate::jobs::{self, Job};
use crate::kit::guard;
use crate::kit::id::{PayoutId, PayoutPartId};
use crate::kit::{Error, Result};
use crate::ledger::{self, Account, Move, Purpose, TransferCode, TransferStatus};
use crate::payments::{self, RefundStatus};
use crate::stripe::{Fault, NewTransfer, Transfer};
use crate::web::App;

/// The job that sends a part.
pub const TRANSFER: &str = "payouts.transfer";

/// What became of a part.
#[derive(Clone, Debug)]
pub enum PartOutcome {
    /// It lies on the seller's account, under this name.
    Paid(String),
    /// Stripe refused it, with this sentence.
    Failed(String),
}

/// The job. Safe to repeat: what was tried before is looked up first.
pub async fn run(app: App, payload: Value) -> Result<()> {
    let id: PayoutPartId = serde_json::from_value(payload["part"].clone()).map_err(Error::internal)?;
    let asked = id.clone();
    let (part, payment) = app
        .read(move |tx| {
            let part = store::parts::find(tx, &asked)?.ok_or_else(|| Error::internal(format!("no part {asked}")))?;
            let payment = payment_of(tx, &part.order_id)?;
            Ok((part, payment))
        })
        .await?;
    if part.status != PartStatus::Pending {
        return Ok(());
    }
    let payment = payment.ok_or_else(|| Error::internal(format!("{} was not paid by Stripe", part.order_id)))?;
    let charge = look_up_charge(&app, &payment.id).await?;
    let stripe = Shop::of(&app).stripe()?;
    if part.tried_at.is_some() && !guard::off("transfer_once") {
        let sent = stripe.transfers_of(payment.order_group_id.as_str()).await?;
        if let Some(sent) = sent.into_iter().find(|transfer| transfer.part.as_deref() == Some(id.as_str())) {
            return tell_part(&app, &id, PartOutcome::Paid(sent.id)).await;
        }
    }
    let tried = id.clone();
    app.write(move |tx| Ok(store::parts::note_try(tx, &tried)?)).await?;
    let new = NewTransfer {
        part: id.to_string(),
        order: part.order_id.to_string(),
        group: payment.order_group_id.to_string(),
        account: part.account.clone(),
        charge: charge.charge,
        amount: part.amount(),
    };
    match stripe.transfer(&new).await {
        Ok(sent) => tell_part(&app, &id, PartOutcome::Paid(sent.id)).await,
        Err(Fault::Refused(refusal)) => tell_part(&app, &id, PartOutcome::Failed(refusal.message)).await,
        Err(Fault::Unknown(error)) => Err(error),
    }
}

async fn tell_part(app: &App, id: &PayoutPartId, outcome: PartOutcome) -> Result<()> {
    let (id, page) = (id.clone(), app.url("/studio/money"));
    app.write(move |tx| settle(tx, &id, &outcome, &page)).await
}

/// Looks at a transfer that Stripe spoke of: one of ours that we had no answer for, or one from which somebody took money back.
pub async fn look(app: &App, transfer: &str) -> Result<()> {
    let stripe = Shop::of(app).stripe()?;
    let Some(seen) = stripe.look_at_transfer(transfer).await? else { return Ok(()) };
    let back = if seen.reversed > 0 { stripe.reversals_of(transfer).await? } else { Vec::new() };
    let page = app.url("/studio/money");
    app.write(move |tx| {
        let Some(part) = part_of(tx, &seen)? else { return Ok(()) };
        settle(tx, &part.id, &PartOutcome::Paid(seen.id.clone()), &page)?;
        take_back::note_seen(tx, &part.id, &back)
    })
    .await
}

/// By the name we gave it, or by Stripe's. A transfer that is neither is none of ours; the comparison of the books names it.
fn part_of(tx: &mut Tx, seen: &Transfer) -> Result<Option<PayoutPart>> {
    if let Some(id) = seen.part.as_deref().and_then(|id| id.parse::<PayoutPartId>().ok())
        && let Some(part) = store::parts::find(tx, &id)?
    {
        return Ok(Some(part));
    }
    Ok(store::parts::by_transfer(tx, &seen.id)?)
}

/// Settles a part, once, whoever hears first; with the last of its payout, the payout.
pub fn settle(tx: &mut Tx, id: &PayoutPartId, outcome: &PartOutcome, money_page: &str) -> Result<()> {
    let part = store::parts::find(tx, id)?.ok_or_else(|| Error::internal(format!("no part {id}")))?;
    store::parts::hold(tx, &part.payout_id)?;
    let settled = match outcome {
        PartOutcome::Paid(name) => store::parts::settle(tx, id, PartStatus::Paid, Some(name), None)?,
        PartOutcome::Failed(why) => store::parts::settle(tx, id, PartStatus::Failed, None, Some(why))?,
    };
    if !settled {
        return Ok(());
    }
    let facts = json!({ "payout": part.payout_id, "order": part.order_id, "amount_cents": part.amount_cents });
    let kind = if matches!(outcome, PartOutcome::Paid(_)) { "payout_part.paid" } else { "payout_part.failed" };
    crate::events::record(tx, kind, id.as_str(), None, facts)?;
    if matches!(outcome, PartOutcome::Paid(_)) {
        ask_back(tx, &part)?;
    }
    conclude(tx, &part.payout_id, money_page)
}

/// Refunds that the buyer had while the part was on its way.
fn ask_back(tx: &mut Tx, part: &PayoutPart) -> Result<()> {
    let refunds = payments::refunds_of_orders(tx, std::slice::from_ref(&part.order_id))?;
    for refund in refunds.iter().filter(|refund| refund.status == RefundStatus::Done && refund.created_at >= part.created_at) {
        let (key, run_at) = (format!("{}:{}", refund.id, part.id), tx.now);
        jobs::enqueue(tx, Job { kind: take_back::AFTER_PART, key: &key, payload: json!({ "refund": refund.id }), run_at })?;
    }
    Ok(())
}

/// Ends a payout whose parts are all known: paid when any is, and what was refused is owed again; failed when none is.
fn conclude(tx: &mut Tx, id: &PayoutId, money_page: &str) -> Result<()> {
    let parts = store::parts::of_payout(tx, id)?;
    if parts.iter().any(|part| part.status == PartStatus::Pending) {
        return Ok(());
    }
    let (failed, paid): (Vec<&PayoutPart>, Vec<&PayoutPart>) = parts.iter().partition(|part| part.status == PartStatus::Failed);
    let why = failed.iter().find_map(|part| part.error.clone()).filter(|why| !why.is_empty()).unwrap_or_else(|| "Stripe".to_owned());
    if paid.is_empty() {
        let told = TellOutcome { outcome: PayoutOutcome::Failed, note: Some(why.chars().take(300).collect()) };
        tell(tx, None, id, &told, money_page)?;
    } else {
        let payout = store::find(tx, id)?.ok_or(Error::not_found())?;
        if !store::advance(tx, &payout, PayoutStatus::Paid, &Change::default())? {
            return Ok(());
        }
        ledger::settle(tx, id.as_str(), TransferStatus::Posted)?;
        for part in &failed {
            let again = Move {
                code: TransferCode::Correction,
                debit: Account::platform(Purpose::Clearing, part.currency),
                credit: Account::of(&part.organisation_id, Purpose::Due, part.currency),
                amount: part.amount(),
            };
            ledger::post(tx, &part.cause(), &[again])?;
        }
        crate::events::record(tx, "payout.outcome", id.as_str(), None, json!({ "outcome": "paid", "failed_parts": failed.len() }))?;
    }
    if failed.is_empty() { Ok(()) } else { letters::refused(tx, id, &why, failed.len()) }
}
