//! Queries of disputes and suspicions of fraud.

use diesel::prelude::*;

use super::model::{Dispute, DisputeOrder, DisputeStatus, FraudWarning};
use crate::db::schema::{dispute_orders, disputes, fraud_warnings};
use crate::db::{Among, Tx};
use crate::kit::id::{DisputeId, OrderId, OrganisationId};

/// The states in which a dispute is not decided.
const OPEN: [DisputeStatus; 3] = [DisputeStatus::Inquiry, DisputeStatus::NeedsResponse, DisputeStatus::UnderReview];
/// So many ids go into one question.
const CHUNK: usize = 500;

/// One dispute.
pub fn find(tx: &mut Tx, id: &DisputeId) -> QueryResult<Option<Dispute>> {
    disputes::table.find(id).select(Dispute::as_select()).first(tx.db).optional()
}

/// By the processor's id.
pub fn by_provider(tx: &mut Tx, provider_dispute: &str) -> QueryResult<Option<Dispute>> {
    disputes::table.filter(disputes::provider_dispute.eq(provider_dispute)).select(Dispute::as_select()).first(tx.db).optional()
}

/// Writes a dispute; false when the processor's is there already.
pub fn insert(tx: &mut Tx, dispute: &Dispute) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(disputes::table).values(dispute).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// Writes what its orders bear.
pub fn insert_orders(tx: &mut Tx, orders: &[DisputeOrder]) -> QueryResult<()> {
    for order in orders {
        diesel::insert_into(dispute_orders::table).values(order).execute(tx.db)?;
    }
    Ok(())
}

/// Changes a dispute from the state it was read in.
pub fn save(tx: &mut Tx, before: &Dispute, now: &Dispute) -> QueryResult<bool> {
    let row = disputes::table
        .find(&before.id)
        .filter(disputes::status.eq(before.status))
        .filter(disputes::withdrawn.eq(before.withdrawn))
        .filter(disputes::fee_cents.eq(before.fee_cents));
    let set = (
        disputes::status.eq(now.status),
        disputes::withdrawn.eq(now.withdrawn),
        disputes::fee_cents.eq(now.fee_cents),
        disputes::due_by.eq(now.due_by),
        disputes::looked_up_at.eq(now.looked_up_at),
        disputes::closed_at.eq(now.closed_at),
    );
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// What the orders of a dispute bear.
pub fn orders_of(tx: &mut Tx, id: &DisputeId) -> QueryResult<Vec<DisputeOrder>> {
    dispute_orders::table
        .filter(dispute_orders::dispute_id.eq(id))
        .order(dispute_orders::order_id)
        .select(DisputeOrder::as_select())
        .load(tx.db)
}

/// Which of these orders are in an open dispute.
pub fn open_among(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<OrderId>> {
    let mut found = Vec::new();
    for part in orders.chunks(CHUNK) {
        let open = dispute_orders::table
            .inner_join(disputes::table)
            .filter(dispute_orders::order_id.among(part))
            .filter(disputes::status.among(OPEN));
        found.extend(open.select(dispute_orders::order_id).load::<OrderId>(tx.db)?);
    }
    Ok(found)
}

/// Whether a seller bears anything of an open dispute.
pub fn has_open(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<bool> {
    let open = dispute_orders::table
        .inner_join(disputes::table)
        .filter(dispute_orders::organisation_id.eq(organisation))
        .filter(disputes::status.among(OPEN));
    Ok(open.count().get_result::<i64>(tx.db)? > 0)
}

/// Disputes, the newest first.
pub fn page(tx: &mut Tx, before: Option<&DisputeId>, limit: i64) -> QueryResult<Vec<Dispute>> {
    let mut query = disputes::table.into_boxed();
    if let Some(before) = before {
        query = query.filter(disputes::id.lt(before));
    }
    query.order(disputes::id.desc()).limit(limit).select(Dispute::as_select()).load(tx.db)
}

/// Keeps a suspicion of fraud; false when it is known.
pub fn insert_warning(tx: &mut Tx, warning: &FraudWarning) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(fraud_warnings::table).values(warning).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// The newest suspicions of fraud.
pub fn warnings(tx: &mut Tx, limit: i64) -> QueryResult<Vec<FraudWarning>> {
    fraud_warnings::table.order(fraud_warnings::warned_at.desc()).limit(limit).select(FraudWarning::as_select()).load(tx.db)
}
