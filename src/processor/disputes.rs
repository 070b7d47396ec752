//! A dispute as Stripe tells it now: its row, what it does to the books, who hears of it.

use serde_json::json;

use super::letters;
use crate::books::{self, Disputed};
use crate::checkout::Shop;
use crate::commissions::share_back;
use crate::db::Tx;
use crate::disputes::{self, Dispute, DisputeOrder, DisputeStatus, FraudWarning};
use crate::invoicing;
use crate::kit::id::DisputeId;
use crate::kit::money::Money;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::orders;
use crate::payments::{Payment, charges};
use crate::stripe;
use crate::web::App;

/// Asks Stripe how a dispute stands and copies it.
pub async fn look(app: &App, id: &str) -> Result<()> {
    let asked_at = app.now();
    let Some(told) = Shop::of(app).stripe()?.dispute(id).await? else { return Ok(()) };
    let base = app.url("");
    app.write(move |tx| take(tx, &told, asked_at, &base)).await
}

/// Copies a dispute. One of a payment that we do not know is none of ours; an older look does not overwrite a newer.
fn take(tx: &mut Tx, told: &stripe::Dispute, asked_at: Instant, base: &str) -> Result<()> {
    let Some(intent) = &told.intent else { return Ok(()) };
    let Some(payment) = charges::payment_of_intent(tx, intent)? else { return Ok(()) };
    let (before, now) = match disputes::by_provider(tx, &told.id)? {
        Some(before) if before.looked_up_at > asked_at => return Ok(()),
        Some(before) => {
            let now = copied(told, &payment, before.id.clone(), asked_at, before.closed_at);
            if !disputes::note(tx, &before, &now)? {
                return Err(Error { transient: true, ..Error::internal(format!("{} changed while it was read", before.id)) });
            }
            (Some(before), now)
        }
        None => {
            let now = copied(told, &payment, tx.id(), asked_at, None);
            let borne = bear(tx, &payment, &now)?;
            if !disputes::open(tx, &now, &borne)? {
                return Err(Error { transient: true, ..Error::internal(format!("{} is there already", told.id)) });
            }
            (None, now)
        }
    };
    move_books(tx, told, &now)?;
    if before.as_ref().map(|before| before.status) == Some(now.status) {
        return Ok(());
    }
    let facts = json!({ "payment": payment.id, "status": now.status, "amount_cents": now.amount_cents });
    crate::events::record(tx, "dispute.changed", now.id.as_str(), None, facts)?;
    letters::dispute(tx, &now, before.is_none(), base)
}

fn copied(told: &stripe::Dispute, payment: &Payment, id: DisputeId, asked_at: Instant, closed_at: Option<Instant>) -> Dispute {
    let status = DisputeStatus::told(&told.status);
    Dispute {
        id,
        payment_id: payment.id.clone(),
        provider_dispute: told.id.clone(),
        status,
        reason: told.reason.clone(),
        currency: told.amount.currency,
        amount_cents: told.amount.amount,
        withdrawn: told.moved.iter().map(|moved| moved.amount).sum::<i64>() < 0,
        fee_cents: told.moved.iter().map(|moved| moved.fee).sum(),
        livemode: told.livemode,
        due_by: told.due_by,
        opened_at: told.created,
        looked_up_at: asked_at,
        closed_at: if status.is_open() { None } else { closed_at.or(Some(asked_at)) },
    }
}

/// What each order of the payment bears: by what the buyer still has paid for it; the platform gives its share back, as in a refund.
fn bear(tx: &mut Tx, payment: &Payment, dispute: &Dispute) -> Result<Vec<DisputeOrder>> {
    let orders = orders::of_group(tx, &payment.order_group_id)?;
    let left: Vec<u64> = orders.iter().map(|order| (order.total_cents - order.refunded_cents).max(0) as u64).collect();
    let weights =
        if left.iter().any(|cents| *cents > 0) { left } else { orders.iter().map(|order| order.total_cents.max(0) as u64).collect() };
    let shares = dispute.amount().split(&weights);
    let mut borne = Vec::new();
    for (order, share) in orders.iter().zip(shares).filter(|(_, share)| share.amount > 0) {
        let lines = orders::lines(tx, std::slice::from_ref(&order.id))?;
        let part = |whole: i64| share_back(whole, order.total_cents, share.amount);
        borne.push(DisputeOrder {
            dispute_id: dispute.id.clone(),
            order_id: order.id.clone(),
            organisation_id: order.organisation_id.clone(),
            amount_cents: share.amount,
            commission_cents: part(lines.iter().map(|line| line.commission_cents).sum()),
            commission_vat_cents: part(lines.iter().map(|line| line.commission_vat_cents).sum()),
        });
    }
    Ok(borne)
}

/// The books follow the money: promised away while Stripe withholds it, gone when the dispute is lost, back when it is won.
/// Each step may be told again; it moves once.
fn move_books(tx: &mut Tx, told: &stripe::Dispute, dispute: &Dispute) -> Result<()> {
    let lost = dispute.status == DisputeStatus::Lost;
    for borne in disputes::orders_of(tx, &dispute.id)? {
        let cause = borne.cause();
        if dispute.withdrawn || lost {
            let order = orders::find(tx, &borne.order_id)?;
            let disputed =
                Disputed { amount: borne.amount_cents, commission: borne.commission_cents, commission_vat: borne.commission_vat_cents };
            books::dispute_promised(tx, &cause, &order, disputed)?;
        }
        if lost {
            books::dispute_lost(tx, &cause)?;
            let gone = Money { amount: borne.amount_cents, currency: dispute.currency };
            invoicing::credit_dispute(tx, &cause, &borne.order_id, gone)?;
        } else if !dispute.withdrawn {
            books::dispute_won(tx, &cause)?;
            invoicing::charge_again(tx, &cause)?;
        }
    }
    for moved in told.moved.iter().filter(|moved| moved.fee != 0) {
        books::keep_fee(tx, &format!("{}:{}", dispute.id, moved.id), Money { amount: moved.fee, currency: dispute.currency })?;
    }
    Ok(())
}

/// Asks Stripe about a suspicion of fraud and shows it to the desk, once.
pub async fn look_at_warning(app: &App, id: &str) -> Result<()> {
    let Some(told) = Shop::of(app).stripe()?.fraud_warning(id).await? else { return Ok(()) };
    let base = app.url("");
    app.write(move |tx| {
        let payment = match &told.intent {
            Some(intent) => charges::payment_of_intent(tx, intent)?,
            None => None,
        };
        let warning = FraudWarning {
            id: told.id.clone(),
            payment_id: payment.map(|payment| payment.id),
            charge: told.charge.clone(),
            kind: told.kind.clone(),
            actionable: told.actionable,
            livemode: told.livemode,
            warned_at: told.created,
        };
        if disputes::warn(tx, &warning)? { letters::fraud_warning(tx, &warning, &base) } else { Ok(()) }
    })
    .await
}
