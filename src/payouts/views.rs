//! What the desk and the sellers read of payouts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::batch::name_of;
use super::model::{HeldBack, Payout, PayoutBatch, PayoutBatchStatus, PayoutLine, PayoutLineKind, PayoutMeans, PayoutStatus};
use super::parts::PartStatus;
use super::store;
use crate::db::Tx;
use crate::documents::{self, DocumentKind};
use crate::identity;
use crate::kit::id::{DocumentId, OrderId, OrganisationId, PayoutBatchId, PayoutId, PayoutPartId};
use crate::kit::money::Money;
use crate::kit::time::Instant;
use crate::kit::{Error, Result};

/// A payout in a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PayoutView {
    /// Its id.
    pub id: PayoutId,
    /// What people call it.
    pub number: String,
    /// The seller.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Where it is.
    pub status: PayoutStatus,
    /// How the money goes.
    pub means: PayoutMeans,
    /// How much.
    pub amount: Money,
    /// Where it goes.
    pub iban: Option<String>,
    /// Whose account that is.
    pub account_holder: Option<String>,
    /// The processor's name for the transfer.
    pub provider_transfer: Option<String>,
    /// Why it was left out, failed or came back; `changed_since_prepared` where an order has changed.
    pub note: Option<String>,
    /// When it was prepared.
    pub created_at: Instant,
    /// When it was released.
    pub released_at: Option<Instant>,
    /// When the processor had it.
    pub sent_at: Option<Instant>,
    /// When the seller had it.
    pub paid_at: Option<Instant>,
    /// When it failed or came back.
    pub ended_at: Option<Instant>,
}

impl PayoutView {
    /// With the seller's name.
    pub fn of(tx: &mut Tx, payout: Payout) -> Result<PayoutView> {
        Ok(PayoutView {
            organisation: name_of(tx, &payout.organisation_id)?,
            amount: payout.amount(),
            id: payout.id,
            number: payout.number,
            organisation_id: payout.organisation_id,
            status: payout.status,
            means: payout.means,
            iban: payout.iban,
            account_holder: payout.account_holder,
            provider_transfer: payout.provider_transfer,
            note: payout.note,
            created_at: payout.created_at,
            released_at: payout.released_at,
            sent_at: payout.sent_at,
            paid_at: payout.paid_at,
            ended_at: payout.ended_at,
        })
    }
}

/// A batch in a list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PayoutBatchRow {
    /// Its id.
    pub id: PayoutBatchId,
    /// Where it is.
    pub status: PayoutBatchStatus,
    /// When it was prepared.
    pub prepared_at: Instant,
    /// When it was released, or given up.
    pub ended_at: Option<Instant>,
    /// Payouts in it that were not left out.
    pub payouts: i64,
    /// Their sum.
    pub total: Money,
    /// Of those, how many wait to be made or confirmed.
    pub open: i64,
    /// Of those, how many failed or came back.
    pub failed: i64,
    /// Sellers held back.
    pub held_back: i64,
}

impl PayoutBatchRow {
    /// With what its payouts come to.
    pub fn of(tx: &mut Tx, batch: &PayoutBatch) -> Result<PayoutBatchRow> {
        let payouts = store::of_batch(tx, &batch.id)?;
        Ok(PayoutBatchRow::counted(batch, &payouts))
    }

    fn counted(batch: &PayoutBatch, payouts: &[Payout]) -> PayoutBatchRow {
        let kept: Vec<&Payout> = payouts.iter().filter(|payout| payout.status != PayoutStatus::LeftOut).collect();
        let count = |which: fn(PayoutStatus) -> bool| kept.iter().filter(|payout| which(payout.status)).count() as i64;
        PayoutBatchRow {
            id: batch.id.clone(),
            status: batch.status,
            prepared_at: batch.prepared_at,
            ended_at: batch.released_at,
            payouts: kept.len() as i64,
            total: Money::euros(kept.iter().map(|payout| payout.amount_cents).sum()),
            open: count(|status| matches!(status, PayoutStatus::Prepared | PayoutStatus::Released | PayoutStatus::Sent)),
            failed: count(|status| matches!(status, PayoutStatus::Failed | PayoutStatus::Returned)),
            held_back: batch.held_back.0.len() as i64,
        }
    }
}

/// A batch with everything in it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PayoutBatchView {
    /// The batch.
    pub batch: PayoutBatchRow,
    /// Less than this is left for the next.
    pub minimum: Money,
    /// Its payouts.
    pub payouts: Vec<PayoutView>,
    /// Sellers with something due who get nothing, and why.
    pub held_back: Vec<HeldBack>,
}

impl PayoutBatchView {
    /// The batch as it is now.
    pub fn of(tx: &mut Tx, id: &PayoutBatchId) -> Result<PayoutBatchView> {
        let batch = store::batch(tx, id)?.ok_or(Error::not_found())?;
        let payouts = store::of_batch(tx, id)?;
        let row = PayoutBatchRow::counted(&batch, &payouts);
        let payouts = payouts.into_iter().map(|payout| PayoutView::of(tx, payout)).collect::<Result<_>>()?;
        Ok(PayoutBatchView { batch: row, minimum: Money::euros(batch.minimum_cents), payouts, held_back: batch.held_back.0 })
    }
}

/// One row of a statement.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StatementRow {
    /// What it stands for.
    pub kind: PayoutLineKind,
    /// The order it belongs to.
    pub order_id: Option<OrderId>,
    /// That order's number.
    pub order_number: Option<String>,
    /// The fact's id in the ledger.
    pub cause: String,
    /// When it happened.
    pub at: Instant,
    /// What the buyer paid, or got back.
    pub gross: Money,
    /// The platform's share.
    pub commission: Money,
    /// VAT on it.
    pub commission_vat: Money,
    /// What is owed to the company of a challenge, or comes from a creator.
    #[serde(default = "no_money")]
    pub royalty: Money,
    /// Fees and corrections.
    pub other: Money,
    /// The sum.
    pub amount: Money,
}

/// A payout with all that it is made of.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PayoutStatement {
    /// The payout.
    pub payout: PayoutView,
    /// The seller's name in law.
    pub legal_name: String,
    /// Its address.
    pub address: String,
    /// The statement as a document; absent before its release.
    pub document_id: Option<DocumentId>,
    /// Owed in all before the payout; absent before its release.
    pub opening: Option<Money>,
    /// Owed in all after it: not due yet, or held.
    pub closing: Option<Money>,
    /// The rows, oldest first.
    pub rows: Vec<StatementRow>,
    /// Its parts at Stripe, one for each order; none where it goes by hand.
    pub parts: Vec<PayoutPartView>,
}

/// One order's part of a payout by Stripe.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PayoutPartView {
    /// Its id.
    pub id: PayoutPartId,
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: Option<String>,
    /// How much.
    pub amount: Money,
    /// What of it came back, or is asked back.
    pub reversed: Money,
    /// Where it is.
    pub status: PartStatus,
    /// Stripe's name for it.
    pub provider_transfer: Option<String>,
    /// Why Stripe refused.
    pub error: Option<String>,
}

fn no_money() -> Money {
    Money::euros(0)
}

/// The statement of a payout.
pub fn statement(tx: &mut Tx, payout: Payout) -> Result<PayoutStatement> {
    let lines = store::lines(tx, &payout.id)?;
    let numbers = numbers(tx, &lines)?;
    let document = documents::of_cause(tx, DocumentKind::Statement, payout.id.as_str())?;
    let seller = identity::seller_of_record(tx, &payout.organisation_id)?;
    let money = |amount| Money { amount, currency: payout.currency };
    let parts = store::parts::of_payout(tx, &payout.id)?.into_iter().map(|part| PayoutPartView {
        order_number: numbers.get(&part.order_id).cloned(),
        amount: part.amount(),
        reversed: money(part.reversed_cents),
        id: part.id,
        order_id: part.order_id,
        status: part.status,
        provider_transfer: part.provider_transfer,
        error: part.error,
    });
    let rows = lines.iter().map(|line| StatementRow {
        kind: line.kind,
        order_number: line.order_id.as_ref().and_then(|id| numbers.get(id)).cloned(),
        order_id: line.order_id.clone(),
        cause: line.cause.clone(),
        at: line.at,
        gross: money(line.gross_cents),
        commission: money(line.commission_cents),
        commission_vat: money(line.commission_vat_cents),
        royalty: money(line.royalty_cents),
        other: money(line.other_cents - line.royalty_cents),
        amount: money(line.amount_cents),
    });
    Ok(PayoutStatement {
        rows: rows.collect(),
        parts: parts.collect(),
        document_id: document.map(|document| document.id),
        legal_name: seller.legal_name,
        address: format!("{}, {} {}", seller.street, seller.post_code, seller.town),
        opening: payout.opening_cents.map(money),
        closing: payout.opening_cents.map(|opening| money(opening - payout.amount_cents)),
        payout: PayoutView::of(tx, payout)?,
    })
}

fn numbers(tx: &mut Tx, lines: &[PayoutLine]) -> Result<BTreeMap<OrderId, String>> {
    let ids: Vec<OrderId> = lines.iter().filter_map(|line| line.order_id.clone()).collect();
    Ok(store::orders_of(tx, &ids)?.into_iter().map(|order| (order.id, order.number)).collect())
}
