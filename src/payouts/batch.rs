//! A batch is prepared, looked at, and released. Nothing moves before the release; then all of it is promised in one transaction.

use serde_json::json;

use super::due::{Owed, Piece, owed};
use super::letters;
use super::model::{
    DueState, HeldBack, HeldReason, Payout, PayoutBatch, PayoutBatchStatus, PayoutLine, PayoutLineKind, PayoutMeans, PayoutStatus,
};
use super::parts::{self, payment_of};
use super::store::{self, Change};
use crate::db::Tx;
use crate::identity::{self, Coordinator, OrganisationStatus, organisations};
use crate::kit::id::{OrganisationId, PayoutBatchId, PayoutId};
use crate::kit::json::Json;
use crate::kit::money::{Currency, Money};
use crate::kit::{Code, Error, Result};
use crate::ledger::{self, Account, Purpose};
use crate::{connections, disputes};

/// Which ways money can go in a batch.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// To sellers' accounts at Stripe, where Stripe took the money and the seller's account is ready.
    pub by_stripe: bool,
    /// By hand also what Stripe took, to sellers without a ready account: with real money only by a coordinator's choice.
    pub by_hand: bool,
}

/// Gathers what is payable to everybody. Refused while another batch is open, and when nothing is due to anybody.
pub fn prepare(tx: &mut Tx, by: &Coordinator, minimum_cents: i64, ways: Ways) -> Result<PayoutBatch> {
    if store::open_batch(tx)?.is_some() {
        return Err(Code::PayoutBatchOpen.into());
    }
    if !(0..=100_000).contains(&minimum_cents) {
        return Err(Code::Invalid.at("/minimum_cents", "out_of_range", "Give a minimum between 0 and 1,000 euros."));
    }
    let mut batch = PayoutBatch {
        id: tx.id(),
        status: PayoutBatchStatus::Prepared,
        minimum_cents,
        held_back: Json(Vec::new()),
        prepared_by: by.account.clone(),
        prepared_at: tx.now,
        released_by: None,
        released_at: None,
    };
    let mut ready = Vec::new();
    for (organisation, key) in store::owing(tx)? {
        let account = Account::named(&key).ok_or_else(|| Error::internal(format!("account {key}")))?;
        let owed = owed(tx, &organisation, &key)?;
        let amount = Money { amount: owed.payable_cents(), currency: account.currency };
        if amount.amount == 0 {
            continue;
        }
        let means = means(tx, &organisation, &owed, ways)?;
        match hindrance(tx, &organisation, &key, amount, minimum_cents, means)? {
            Some(reason) => {
                let name = name_of(tx, &organisation)?;
                batch.held_back.0.push(HeldBack { organisation_id: organisation, name, reason, amount });
            }
            None => ready.push((organisation, amount.currency, owed, means.unwrap_or(PayoutMeans::Manual))),
        }
    }
    if ready.is_empty() && batch.held_back.0.is_empty() {
        return Err(Code::NothingToPayOut.into());
    }
    if !store::insert_batch(tx, &batch)? {
        return Err(Code::PayoutBatchOpen.into());
    }
    for (organisation, currency, owed, means) in &ready {
        put_in(tx, &batch, organisation, *currency, owed, *means)?;
    }
    let facts = json!({ "payouts": ready.len(), "by_hand": ways.by_hand });
    crate::events::record(tx, "payout_batch.prepared", batch.id.as_str(), Some(&by.account), facts)?;
    Ok(batch)
}

/// How a seller's money goes: by Stripe when all of it lies there and the seller's account is ready; by hand when none of
/// it lies there, or a coordinator says so; else not at all.
fn means(tx: &mut Tx, organisation: &OrganisationId, owed: &Owed, ways: Ways) -> Result<Option<PayoutMeans>> {
    let mut sold: Vec<_> = owed.payable().filter(|piece| piece.net() > 0).map(|piece| piece.order.clone()).collect();
    sold.sort();
    sold.dedup();
    let mut at_stripe = 0;
    for order in sold.iter().flatten() {
        at_stripe += usize::from(payment_of(tx, order)?.is_some());
    }
    if ways.by_stripe && at_stripe == sold.len() && connections::ready(tx, organisation)?.is_some() {
        return Ok(Some(PayoutMeans::StripeTransfer));
    }
    Ok((at_stripe == 0 || ways.by_hand).then_some(PayoutMeans::Manual))
}

/// Why a seller gets nothing now, if so.
fn hindrance(
    tx: &mut Tx,
    organisation: &OrganisationId,
    account: &str,
    amount: Money,
    minimum: i64,
    means: Option<PayoutMeans>,
) -> Result<Option<HeldReason>> {
    let (organisation_row, record) =
        organisations::store::with_record(tx, organisation)?.ok_or_else(|| Error::internal("a seller is gone"))?;
    let told = |value: &Option<String>| value.as_deref().is_some_and(|text| !text.trim().is_empty());
    Ok(if amount.amount < 0 {
        Some(HeldReason::Debt)
    } else if organisation_row.status == OrganisationStatus::Suspended {
        Some(HeldReason::Suspended)
    } else if means.is_none() {
        Some(HeldReason::AccountNotReady)
    } else if means == Some(PayoutMeans::Manual) && identity::payout_account(tx, organisation)?.is_none() {
        Some(HeldReason::NoAccount)
    } else if !told(&record.tax_number) {
        Some(HeldReason::MissingTaxData)
    } else if amount.amount < minimum {
        Some(HeldReason::BelowMinimum)
    } else if store::available(tx, account)? < amount.amount {
        Some(if disputes::has_open(tx, organisation)? { HeldReason::Disputed } else { HeldReason::RefundOnTheWay })
    } else {
        None
    })
}

/// The public name of a seller.
pub fn name_of(tx: &mut Tx, organisation: &OrganisationId) -> Result<String> {
    Ok(identity::organisation_card(tx, organisation)?.map(|card| card.name).unwrap_or_default())
}

fn put_in(
    tx: &mut Tx,
    batch: &PayoutBatch,
    organisation: &OrganisationId,
    currency: Currency,
    owed: &Owed,
    means: PayoutMeans,
) -> Result<()> {
    let by_stripe = means == PayoutMeans::StripeTransfer;
    let account = if by_stripe { None } else { identity::payout_account(tx, organisation)? };
    let provider_account = if by_stripe { connections::ready(tx, organisation)? } else { None };
    let id: PayoutId = tx.id();
    let payout = Payout {
        number: number_of(&id),
        batch_id: batch.id.clone(),
        organisation_id: organisation.clone(),
        status: PayoutStatus::Prepared,
        means,
        currency,
        amount_cents: owed.payable_cents(),
        opening_cents: None,
        iban: account.as_ref().map(|account| account.iban.clone()),
        account_holder: account.map(|account| account.account_holder),
        provider_account,
        provider_transfer: None,
        note: None,
        created_at: tx.now,
        released_at: None,
        sent_at: None,
        paid_at: None,
        ended_at: None,
        id,
    };
    store::insert(tx, &payout)?;
    for (position, piece) in owed.payable().enumerate() {
        if !store::insert_line(tx, &line(&payout, position, piece))? {
            // Another batch took it between our reading and our writing.
            return Err(Code::PayoutBatchOpen.into());
        }
    }
    Ok(())
}

fn line(payout: &Payout, position: usize, piece: &Piece) -> PayoutLine {
    PayoutLine {
        payout_id: payout.id.clone(),
        position: position as i32,
        organisation_id: payout.organisation_id.clone(),
        cause: piece.cause.clone(),
        kind: piece.kind,
        order_id: piece.order.clone(),
        gross_cents: piece.gross,
        commission_cents: piece.commission,
        commission_vat_cents: piece.commission_vat,
        other_cents: piece.other + piece.royalty,
        royalty_cents: piece.royalty,
        amount_cents: piece.net(),
        at: piece.at,
        live: true,
    }
}

/// What people call a payout: the random end of its id.
fn number_of(id: &PayoutId) -> String {
    let tail: String = id.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("IZ-{}", tail[tail.len() - 10..].to_uppercase())
}

/// Leaves a payout out of a batch that is being looked at. Its money stays due.
pub fn leave_out(tx: &mut Tx, by: &Coordinator, id: &PayoutId) -> Result<()> {
    let payout = store::find(tx, id)?.ok_or(Error::not_found())?;
    if payout.status != PayoutStatus::Prepared || !store::advance(tx, &payout, PayoutStatus::LeftOut, &Change::default())? {
        return Err(Code::PayoutState.into());
    }
    crate::events::record(tx, "payout.left_out", id.as_str(), Some(&by.account), json!({}))
}

/// Gives a batch up. Nothing has moved.
pub fn discard(tx: &mut Tx, by: &Coordinator, id: &PayoutBatchId) -> Result<()> {
    store::batch(tx, id)?.ok_or(Error::not_found())?;
    if !store::end_batch(tx, id, PayoutBatchStatus::Discarded, &by.account)? {
        return Err(Code::PayoutBatchState.into());
    }
    for payout in store::of_batch(tx, id)?.iter().filter(|payout| payout.status == PayoutStatus::Prepared) {
        store::advance(tx, payout, PayoutStatus::LeftOut, &Change::default())?;
    }
    crate::events::record(tx, "payout_batch.discarded", id.as_str(), Some(&by.account), json!({}))
}

/// Releases what a batch holds: each amount is promised in the ledger, bounded by what is due, and told to its seller.
/// A payout whose orders have changed since they were looked at is left out and stays due.
pub fn release(tx: &mut Tx, by: &Coordinator, id: &PayoutBatchId, money_page: &str) -> Result<PayoutBatch> {
    store::batch(tx, id)?.ok_or(Error::not_found())?;
    if !store::end_batch(tx, id, PayoutBatchStatus::Released, &by.account)? {
        return Err(Code::PayoutBatchState.into());
    }
    for payout in store::of_batch(tx, id)? {
        if payout.status == PayoutStatus::LeftOut {
            continue;
        }
        release_one(tx, by, &payout, money_page)?;
    }
    crate::events::record(tx, "payout_batch.released", id.as_str(), Some(&by.account), json!({}))?;
    store::batch(tx, id)?.ok_or(Error::not_found())
}

fn release_one(tx: &mut Tx, by: &Coordinator, payout: &Payout, money_page: &str) -> Result<()> {
    let account = Account::of(&payout.organisation_id, Purpose::Due, payout.currency);
    let opening = store::available(tx, &account.key())?;
    let changed = has_changed(tx, payout, &account.key())?;
    if changed || (opening < payout.amount_cents && !crate::kit::guard::off("due")) {
        let note = Some("changed_since_prepared".to_owned());
        store::advance(tx, payout, PayoutStatus::LeftOut, &Change { note, ..Change::default() })?;
        return Ok(());
    }
    if payout.means == PayoutMeans::StripeTransfer && connections::ready(tx, &payout.organisation_id)? != payout.provider_account {
        let note = Some("account_not_ready".to_owned());
        store::advance(tx, payout, PayoutStatus::LeftOut, &Change { note, ..Change::default() })?;
        return Ok(());
    }
    let change = Change { opening_cents: Some(opening), ..Change::default() };
    if !store::advance(tx, payout, PayoutStatus::Released, &change)? {
        return Err(Code::PayoutState.into());
    }
    ledger::promise_payout(tx, payout.id.as_str(), &payout.organisation_id, payout.amount())?;
    if payout.means == PayoutMeans::StripeTransfer {
        parts::write(tx, payout)?;
    }
    let facts = json!({ "organisation": payout.organisation_id, "amount_cents": payout.amount_cents });
    crate::events::record(tx, "payout.released", payout.id.as_str(), Some(&by.account), facts)?;
    super::statement::issue(tx, payout, opening)?;
    letters::on_its_way(tx, payout, money_page)
}

/// Whether an order of the payout has since gone back, in part or whole, is on its way back, or is disputed.
fn has_changed(tx: &mut Tx, payout: &Payout, account: &str) -> Result<bool> {
    let lines = store::lines(tx, &payout.id)?;
    let ids: Vec<_> = lines.iter().filter_map(|line| line.order_id.clone()).collect();
    let owed = owed(tx, &payout.organisation_id, account)?;
    if owed.pieces.iter().any(|piece| piece.order.as_ref().is_some_and(|order| ids.contains(order))) {
        return Ok(true);
    }
    let sold: Vec<_> = lines.iter().filter(|line| line.kind == PayoutLineKind::Order).filter_map(|line| line.order_id.clone()).collect();
    if !disputes::open_among(tx, &sold)?.is_empty() {
        return Ok(true);
    }
    let now = tx.now;
    let orders = store::orders_of(tx, &sold)?;
    Ok(orders.iter().any(|order| super::model::due(order, super::model::ReleaseRule::Paid, now).0 == DueState::Returning))
}
