//! Queries of royalty reports. They are inserted and marked as paid once, never changed otherwise and never deleted.

use diesel::prelude::*;

use super::model::{CorrectionShare, RoyaltyCorrection, RoyaltyReceipt, RoyaltyReport, RoyaltyShare};
use crate::db::schema::{royalty_correction_shares, royalty_corrections, royalty_receipts, royalty_reports, royalty_shares};
use crate::db::{Among, Tx};
use crate::kit::id::{AccountId, AgreementId, OrganisationId, RoyaltyCorrectionId, RoyaltyReportId};
use crate::kit::time::LocalDate;

/// So many rows are listed at most.
const LISTED: i64 = 2_000;

/// Writes a report; false when its period has one.
pub fn insert(tx: &mut Tx, report: &RoyaltyReport) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(royalty_reports::table).values(report).on_conflict_do_nothing().execute(db))? == 1)
}

/// Writes a share.
pub fn insert_share(tx: &mut Tx, share: &RoyaltyShare) -> QueryResult<usize> {
    diesel::insert_into(royalty_shares::table).values(share).execute(tx.db)
}

/// Marks one as paid that is not.
pub fn mark_paid(tx: &mut Tx, id: &RoyaltyReportId, on: &LocalDate, by: &AccountId) -> QueryResult<bool> {
    let row = royalty_reports::table.find(id).filter(royalty_reports::paid_at.is_null());
    let set = (royalty_reports::paid_on.eq(Some(on)), royalty_reports::paid_by.eq(Some(by)), royalty_reports::paid_at.eq(Some(tx.now)));
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// One.
pub fn find(tx: &mut Tx, id: &RoyaltyReportId) -> QueryResult<Option<RoyaltyReport>> {
    royalty_reports::table.find(id).select(RoyaltyReport::as_select()).first(tx.db).optional()
}

/// Those of an agreement.
pub fn of_agreement(tx: &mut Tx, agreement: &AgreementId) -> QueryResult<Vec<RoyaltyReport>> {
    let rows = royalty_reports::table.filter(royalty_reports::agreement_id.eq(agreement)).order(royalty_reports::id);
    rows.select(RoyaltyReport::as_select()).load(tx.db)
}

/// Those of an organisation, in any part.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<RoyaltyReport>> {
    let own = royalty_shares::table.filter(royalty_shares::studio_id.eq(organisation)).select(royalty_shares::report_id);
    royalty_reports::table
        .filter(
            royalty_reports::company_id
                .eq(organisation)
                .or(royalty_reports::studio_id.eq(organisation))
                .or(royalty_reports::id.eq_any(own)),
        )
        .order(royalty_reports::id)
        .limit(LISTED)
        .select(RoyaltyReport::as_select())
        .load(tx.db)
}

/// Whose what is.
pub fn shares(tx: &mut Tx, report: &RoyaltyReportId) -> QueryResult<Vec<RoyaltyShare>> {
    let rows = royalty_shares::table.filter(royalty_shares::report_id.eq(report));
    rows.order((royalty_shares::share_bp.desc(), royalty_shares::account_id)).select(RoyaltyShare::as_select()).load(tx.db)
}

/// Writes a correction; false when another one has its number.
pub fn insert_correction(tx: &mut Tx, correction: &RoyaltyCorrection) -> QueryResult<bool> {
    let row = diesel::insert_into(royalty_corrections::table).values(correction.clone());
    Ok(each!(db in tx.db => row.on_conflict_do_nothing().execute(db))? == 1)
}

/// Writes a share of a correction.
pub fn insert_correction_share(tx: &mut Tx, share: &CorrectionShare) -> QueryResult<usize> {
    diesel::insert_into(royalty_correction_shares::table).values(share).execute(tx.db)
}

/// What was put right in these reports, the first first.
pub fn corrections(tx: &mut Tx, reports: &[RoyaltyReportId]) -> QueryResult<Vec<RoyaltyCorrection>> {
    royalty_corrections::table
        .filter(royalty_corrections::report_id.among(reports.to_vec()))
        .order((royalty_corrections::report_id, royalty_corrections::number))
        .select(RoyaltyCorrection::as_select())
        .load(tx.db)
}

/// The period of the report that a correction is of.
pub fn period_of_correction(tx: &mut Tx, id: &RoyaltyCorrectionId) -> QueryResult<Option<String>> {
    let of = royalty_corrections::table.find(id).select(royalty_corrections::report_id);
    let Some(of) = of.first::<RoyaltyReportId>(tx.db).optional()? else { return Ok(None) };
    royalty_reports::table.find(of).select(royalty_reports::period).first(tx.db).optional()
}

/// Whose what of the corrections of a report is.
pub fn correction_shares(tx: &mut Tx, report: &RoyaltyReportId) -> QueryResult<Vec<CorrectionShare>> {
    let own = royalty_corrections::table.filter(royalty_corrections::report_id.eq(report)).select(royalty_corrections::id);
    let rows = royalty_correction_shares::table.filter(royalty_correction_shares::correction_id.eq_any(own));
    rows.order(royalty_correction_shares::correction_id).select(CorrectionShare::as_select()).load(tx.db)
}

/// Marks a correction as paid that is not.
pub fn mark_correction_paid(tx: &mut Tx, id: &RoyaltyCorrectionId, on: &LocalDate, by: &AccountId) -> QueryResult<bool> {
    let row = royalty_corrections::table.find(id).filter(royalty_corrections::paid_at.is_null());
    let paid_at = royalty_corrections::paid_at.eq(Some(tx.now));
    let set = (royalty_corrections::paid_on.eq(Some(on)), royalty_corrections::paid_by.eq(Some(by)), paid_at);
    Ok(diesel::update(row).set(set).execute(tx.db)? == 1)
}

/// Writes a receipt; false when another one has its number.
pub fn insert_receipt(tx: &mut Tx, receipt: &RoyaltyReceipt) -> QueryResult<bool> {
    let row = diesel::insert_into(royalty_receipts::table).values(receipt.clone());
    Ok(each!(db in tx.db => row.on_conflict_do_nothing().execute(db))? == 1)
}

/// The receipts of an agreement, the first first.
pub fn receipts(tx: &mut Tx, agreement: &AgreementId) -> QueryResult<Vec<RoyaltyReceipt>> {
    let rows = royalty_receipts::table.filter(royalty_receipts::agreement_id.eq(agreement));
    rows.order(royalty_receipts::number).select(RoyaltyReceipt::as_select()).load(tx.db)
}
