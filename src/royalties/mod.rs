//! Royalties on sales that a company reports, and sums paid once: what was said for each period, what it comes to, whose it is.
//!
//! A report is a row that is never changed but for its payment; a period of an agreement has one, by a unique index. The parts
//! of a team are split by largest remainder, so they always sum to what is owed. Royalties know neither the ledger nor
//! letters: a flow reckons by the agreement's terms, books and writes.

mod audit;
mod model;
mod period;
mod store;

use crate::db::Tx;
use crate::kit::id::{AccountId, AgreementId, OrganisationId, RoyaltyReportId};
use crate::kit::time::LocalDate;
use crate::kit::{Code, Error, Result};

pub use audit::audit;
pub use model::{ReportKind, RoyaltyReport, RoyaltyShare, split};
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

/// One report.
pub fn find(tx: &mut Tx, id: &RoyaltyReportId) -> Result<RoyaltyReport> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// The reports of an agreement, oldest first.
pub fn of_agreement(tx: &mut Tx, agreement: &AgreementId) -> Result<Vec<RoyaltyReport>> {
    Ok(store::of_agreement(tx, agreement)?)
}

/// Whose what of a report is.
pub fn shares(tx: &mut Tx, report: &RoyaltyReportId) -> Result<Vec<RoyaltyShare>> {
    Ok(store::shares(tx, report)?)
}

/// Marks a royalty as paid on a day; once.
pub fn mark_paid(tx: &mut Tx, id: &RoyaltyReportId, on: &LocalDate, by: &AccountId) -> Result<RoyaltyReport> {
    if !store::mark_paid(tx, id, on, by)? {
        return Err(Code::RoyaltyPaid.into());
    }
    find(tx, id)
}

/// The reports in which an organisation is the company, the studio, or the studio of somebody with a share; oldest first.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<RoyaltyReport>> {
    Ok(store::of_organisation(tx, organisation)?)
}
