//! A report that was sent and is wrong: put right by the difference, reckoned, split and booked like the report itself.

use std::collections::BTreeMap;

use super::letters;
use super::report::{check, minimum, terms, today};
use crate::agreements;
use crate::books::{self, Owed};
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{OrganisationId, RoyaltyReportId};
use crate::kit::money::Money;
use crate::kit::{Code, Error, Result};
use crate::royalties::{self, CorrectionShare, ReportKind, RoyaltyCorrection, RoyaltyReport};
use crate::terms::{Figures, Payer};

/// What a report should have said.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// Pieces.
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
    /// Why it said something else.
    pub reason: String,
}

/// Puts a report right. Only the company does, and only in the last period that was reported, since every later one is reckoned
/// on top of it; both sides are told. What was paid already stays paid: the difference is owed, or goes back, by itself.
pub fn correct(tx: &mut Tx, by: &Member, id: &RoyaltyReportId, new: &Corrected, base: &str) -> Result<RoyaltyReport> {
    let report = royalties::find(tx, id)?;
    if ![&report.company_id, &report.studio_id].contains(&&by.organisation) {
        return Err(Error::not_found());
    }
    by.manager()?;
    if by.organisation != report.company_id {
        return Err(Code::Forbidden.because("The company corrects what it has reported. Write to it if a figure is wrong."));
    }
    check(new.pieces, new.net_sales)?;
    let other = new.pieces != report.pieces || new.net_sales.amount != report.net_sales_cents;
    Check::new()
        .text("/reason", &new.reason, 3..=500)
        .that(other, "/pieces", "unchanged", "These are the figures that were reported. Give the ones that should stand.")
        .done()?;
    let agreement = agreements::find(tx, &report.agreement_id)?;
    let (option, term) = terms(&agreement).filter(|_| report.kind == ReportKind::Sales).ok_or(Code::NothingToReport)?;
    let mut others = royalties::of_agreement(tx, &agreement.id)?;
    others.retain(|other| other.id != report.id && other.kind == ReportKind::Sales);
    if others.iter().any(|other| other.period_from > report.period_until) {
        return Err(Code::ReportNotLast.into());
    }
    let periods = royalties::periods(&term, option.statement, &today(tx));
    let period = periods.iter().find(|period| period.name == report.period).ok_or(Code::NothingToReport)?;
    let on_sales = option.owed(Figures { pieces_before: report.pieces_before, pieces: new.pieces, net_sales: new.net_sales });
    let added = if period.ends_year { minimum(&option, &term, period, &others, on_sales).amount } else { 0 };
    if !agreements::count_pieces(tx, &agreement.id, agreement.reported_pieces, new.pieces - report.pieces)? {
        return Err(Error { transient: true, ..Code::ReportExists.into() });
    }
    let before = royalties::corrections(tx, id)?;
    let correction = RoyaltyCorrection {
        id: tx.id(),
        report_id: report.id.clone(),
        number: before.last().map_or(1, |last| last.number + 1),
        pieces: new.pieces - report.pieces,
        net_sales_cents: new.net_sales.amount - report.net_sales_cents,
        on_sales_cents: on_sales.amount - report.on_sales_cents,
        minimum_added_cents: added - report.minimum_added_cents,
        owed_cents: on_sales.amount + added - report.owed_cents,
        reason: new.reason.trim().to_owned(),
        corrected_by: by.account.clone(),
        corrected_at: tx.now,
        paid_on: None,
        paid_by: None,
        paid_at: None,
    };
    let shares = shares(tx, &report, &correction)?;
    royalties::correct(tx, &correction, &shares)?;
    books::royalty_corrected(tx, correction.id.as_str(), &differences(&report, &shares))?;
    let facts = serde_json::json!({ "correction": correction.id, "pieces": correction.pieces, "owed_cents": correction.owed_cents });
    crate::events::record(tx, "royalty.corrected", report.id.as_str(), Some(&by.account), facts)?;
    let report = royalties::find(tx, id)?;
    letters::corrected(tx, &agreement, &report, &correction, base)?;
    Ok(report)
}

/// The whole is split anew; each gets what that is more or less than before, so that the parts sum to the difference.
fn shares(tx: &mut Tx, report: &RoyaltyReport, correction: &RoyaltyCorrection) -> Result<Vec<CorrectionShare>> {
    let before = royalties::shares(tx, &report.id)?;
    let whole = report.money(report.owed_cents + correction.owed_cents);
    let parts = royalties::split(whole, &before.iter().map(|share| share.share_bp).collect::<Vec<_>>());
    let share = |(share, part): (royalties::RoyaltyShare, Money)| CorrectionShare {
        correction_id: correction.id.clone(),
        account_id: share.account_id,
        studio_id: share.studio_id,
        amount_cents: part.amount - share.amount_cents,
    };
    Ok(before.into_iter().zip(parts).map(share).collect())
}

/// Who owes whom how much more or less: the company each studio of the team, or the studio the company.
fn differences(report: &RoyaltyReport, shares: &[CorrectionShare]) -> Vec<Owed> {
    let mut sums: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for share in shares {
        *sums.entry(share.studio_id.clone()).or_default() += share.amount_cents;
    }
    if report.payer == Payer::Creator {
        let amount = report.money(sums.values().sum());
        return vec![Owed { from: report.studio_id.clone(), to: report.company_id.clone(), amount }].into_iter().filter(some).collect();
    }
    let owed = |(to, cents)| Owed { from: report.company_id.clone(), to, amount: report.money(cents) };
    sums.into_iter().map(owed).filter(some).collect()
}

fn some(owed: &Owed) -> bool {
    owed.amount.amount != 0
}
