//! Royalties on sales that a company reports, and sums paid once: what was said for each period, what it comes to, whose it is.
//!
//! A report is a row that is never changed but for its payment; a period of an agreement has one, by a unique index. What was wrong
//! is put right by a further row that holds the difference, and a report is read as it stands with those; what that changes in
//! later periods is a row of theirs. The parts of a team are split by largest remainder, so they always sum to what is owed.
//! Royalties on sales whose buyers paid the maker straight are received in parts, each a row of its own. Royalties know neither
//! the ledger nor letters: a flow reckons by the agreement's terms, books and writes.

mod audit;
mod model;
mod period;
mod store;

use crate::db::Tx;
use crate::kit::id::{AccountId, AgreementId, OrganisationId, RoyaltyCorrectionId, RoyaltyReportId};
use crate::kit::time::LocalDate;
use crate::kit::{Code, Error, Result};

pub use audit::audit;
pub use model::{CorrectionShare, ReportKind, RoyaltyCorrection, RoyaltyReceipt, RoyaltyReport, RoyaltyShare, split};
pub use period::{Period, Term, months_in_year, periods};

/// Writes a report with its shares. Refused (`royalty_report_exists`) when the period has one.
pub fn record(tx: &mut Tx, report: &RoyaltyReport, shares: &[RoyaltyShare]) -> Result<()> {
    if !store::insert(tx, report)? {
        return Err(Code::ReportExists.into());
    }
    for share in shares {
        store::insert_share(tx, share)?;
    }
    Ok(())
}

/// Puts a report right by the difference. Refused as busy when somebody else did meanwhile.
pub fn correct(tx: &mut Tx, correction: &RoyaltyCorrection, shares: &[CorrectionShare]) -> Result<()> {
    if !store::insert_correction(tx, correction)? {
        return Err(Error { transient: true, ..Code::ReportExists.into() });
    }
    for share in shares {
        store::insert_correction_share(tx, share)?;
    }
    Ok(())
}

/// One report as it stands.
pub fn find(tx: &mut Tx, id: &RoyaltyReportId) -> Result<RoyaltyReport> {
    let report = store::find(tx, id)?.ok_or(Error::not_found())?;
    let corrections = corrections(tx, id)?;
    Ok(report.corrected(&corrections))
}

/// The period in which a correction began, for one that follows from it.
pub fn began_in(tx: &mut Tx, correction: &RoyaltyCorrectionId) -> Result<Option<String>> {
    Ok(store::period_of_correction(tx, correction)?)
}

/// What was put right in a report, the first first.
pub fn corrections(tx: &mut Tx, id: &RoyaltyReportId) -> Result<Vec<RoyaltyCorrection>> {
    Ok(store::corrections(tx, std::slice::from_ref(id))?)
}

/// The reports of an agreement as they stand, oldest first.
pub fn of_agreement(tx: &mut Tx, agreement: &AgreementId) -> Result<Vec<RoyaltyReport>> {
    let reports = store::of_agreement(tx, agreement)?;
    standing(tx, reports)
}

/// Whose what of a report is, as it stands.
pub fn shares(tx: &mut Tx, report: &RoyaltyReportId) -> Result<Vec<RoyaltyShare>> {
    let mut shares = store::shares(tx, report)?;
    for later in store::correction_shares(tx, report)? {
        if let Some(share) = shares.iter_mut().find(|share| share.account_id == later.account_id) {
            share.amount_cents += later.amount_cents;
        }
    }
    Ok(shares)
}

/// Marks a royalty as paid on a day; once.
pub fn mark_paid(tx: &mut Tx, id: &RoyaltyReportId, on: &LocalDate, by: &AccountId) -> Result<RoyaltyReport> {
    if !store::mark_paid(tx, id, on, by)? {
        return Err(Code::RoyaltyPaid.into());
    }
    find(tx, id)
}

/// Marks the difference of a correction as paid, or given back, on a day; once.
pub fn mark_correction_paid(tx: &mut Tx, id: &RoyaltyCorrectionId, on: &LocalDate, by: &AccountId) -> Result<()> {
    if store::mark_correction_paid(tx, id, on, by)? { Ok(()) } else { Err(Code::RoyaltyPaid.into()) }
}

/// Writes that royalties on sales came in. Refused as busy when somebody else said so meanwhile, so that the caller reckons anew.
pub fn receive(tx: &mut Tx, receipt: &RoyaltyReceipt) -> Result<()> {
    if store::insert_receipt(tx, receipt)? { Ok(()) } else { Err(Error { transient: true, ..Code::RoyaltyPaid.into() }) }
}

/// What came in of the royalties on sales under an agreement, the first first.
pub fn receipts(tx: &mut Tx, agreement: &AgreementId) -> Result<Vec<RoyaltyReceipt>> {
    Ok(store::receipts(tx, agreement)?)
}

/// The reports in which an organisation is the company, the studio, or the studio of somebody with a share, as they stand;
/// oldest first.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<RoyaltyReport>> {
    let reports = store::of_organisation(tx, organisation)?;
    standing(tx, reports)
}

fn standing(tx: &mut Tx, reports: Vec<RoyaltyReport>) -> Result<Vec<RoyaltyReport>> {
    let ids: Vec<RoyaltyReportId> = reports.iter().map(|report| report.id.clone()).collect();
    let corrections = store::corrections(tx, &ids)?;
    Ok(reports.into_iter().map(|report| report.corrected(&corrections)).collect())
}
