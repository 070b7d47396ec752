//! A report that was sent and is wrong: put right by the difference, reckoned, split and booked like the report itself. Periods that
//! were reported after it are reckoned anew on top of it; what that changes is a difference of theirs.

use std::collections::BTreeMap;

use super::letters;
use super::reckon::{Reckoned, Said, reckon};
use super::report::{check, in_order, take, terms, today};
use crate::agreements::Agreement;
use crate::books::{self, Owed};
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{OrganisationId, RoyaltyCorrectionId, RoyaltyReportId};
use crate::kit::money::Money;
use crate::kit::{Code, Error, Result};
use crate::royalties::{self, CorrectionShare, RoyaltyCorrection, RoyaltyReport};
use crate::terms::Payer;

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

/// Puts the report of any period right, and with it the later ones whose tiers or yearly minimum it moves. Only the company does; both
/// sides are told. What was paid already stays paid: each difference is owed, or goes back, by itself.
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
    let agreement = take(tx, &report.agreement_id, new.pieces - report.pieces)?;
    let before = in_order(royalties::of_agreement(tx, &agreement.id)?);
    let reckoned = reckoned_anew(tx, &agreement, &before, id, new)?;
    let mut first = None;
    let mut later = Vec::new();
    for (report, reckoned) in before.iter().zip(reckoned) {
        let mut correction = RoyaltyCorrection {
            pieces_before: reckoned.pieces_before - report.pieces_before,
            on_sales_cents: reckoned.on_sales_cents - report.on_sales_cents,
            minimum_added_cents: reckoned.minimum_added_cents - report.minimum_added_cents,
            owed_cents: reckoned.owed_cents() - report.owed_cents,
            follows: first.as_ref().map(|first: &RoyaltyCorrection| first.id.clone()),
            ..blank(tx, by, report, &new.reason)?
        };
        if report.id == *id {
            correction.pieces = new.pieces - report.pieces;
            correction.net_sales_cents = new.net_sales.amount - report.net_sales_cents;
            write(tx, by, report, &correction)?;
            first = Some(correction);
        } else if correction.pieces_before != 0 || correction.on_sales_cents != 0 || correction.minimum_added_cents != 0 {
            write(tx, by, report, &correction)?;
            later.push((royalties::find(tx, &report.id)?, correction));
        }
    }
    let (report, correction) = (royalties::find(tx, id)?, first.ok_or_else(Error::not_found)?);
    letters::corrected(tx, &agreement, &report, &correction, &later, base)?;
    Ok(report)
}

/// What every reported period comes to with the figures that should stand.
fn reckoned_anew(
    tx: &mut Tx,
    agreement: &Agreement,
    before: &[RoyaltyReport],
    id: &RoyaltyReportId,
    new: &Corrected,
) -> Result<Vec<Reckoned>> {
    let (option, term) = terms(agreement).filter(|_| before.iter().any(|report| report.id == *id)).ok_or(Code::NothingToReport)?;
    let periods = royalties::periods(&term, option.statement, &today(tx));
    let mut said = Vec::with_capacity(before.len());
    for report in before {
        let period = periods.iter().find(|period| period.name == report.period).ok_or(Code::NothingToReport)?;
        said.push(match report.id == *id {
            true => Said { period, pieces: new.pieces, net_sales: new.net_sales },
            false => Said::of(period, report),
        });
    }
    Ok(reckon(&option, &term, &said))
}

/// A difference of nothing.
fn blank(tx: &mut Tx, by: &Member, report: &RoyaltyReport, reason: &str) -> Result<RoyaltyCorrection> {
    let before = royalties::corrections(tx, &report.id)?;
    Ok(RoyaltyCorrection {
        id: tx.id::<RoyaltyCorrectionId>(),
        report_id: report.id.clone(),
        number: before.last().map_or(1, |last| last.number + 1),
        pieces: 0,
        net_sales_cents: 0,
        on_sales_cents: 0,
        minimum_added_cents: 0,
        owed_cents: 0,
        reason: reason.trim().to_owned(),
        corrected_by: by.account.clone(),
        corrected_at: tx.now,
        paid_on: None,
        paid_by: None,
        paid_at: None,
        pieces_before: 0,
        follows: None,
    })
}

/// Writes a difference with its shares and books it, all or nothing.
fn write(tx: &mut Tx, by: &Member, report: &RoyaltyReport, correction: &RoyaltyCorrection) -> Result<()> {
    let shares = shares(tx, report, correction)?;
    royalties::correct(tx, correction, &shares)?;
    books::royalty_corrected(tx, correction.id.as_str(), &differences(report, &shares))?;
    let facts = serde_json::json!({ "correction": correction.id, "pieces": correction.pieces, "owed_cents": correction.owed_cents });
    crate::events::record(tx, "royalty.corrected", report.id.as_str(), Some(&by.account), facts)
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
