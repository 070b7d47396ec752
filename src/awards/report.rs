//! A period's sales as the company reports them: reckoned, split, booked, once.

use std::collections::BTreeMap;

use super::letters;
use super::reckon::{Said, reckon};
use crate::agreements::{self, Agreement, AgreementMember, AgreementStatus};
use crate::books::{self, Owed};
use crate::db::Tx;
use crate::identity::Member;
use crate::kit::check::Check;
use crate::kit::id::{AgreementId, OrganisationId, RoyaltyReportId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{LocalDate, Zone};
use crate::kit::{Code, Error, Result};
use crate::royalties::{self, Period, ReportKind, RoyaltyReport, RoyaltyShare, Term};
use crate::terms::{Payer, RoyaltyOption};

/// What a company says it sold in a period.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Under which agreement.
    pub agreement: AgreementId,
    /// The period's name.
    pub period: String,
    /// Pieces.
    pub pieces: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
    /// A remark.
    pub note: Option<String>,
}

/// Reports a period. Only the company does, after the period's last day, one period after another, and each once.
pub fn report(tx: &mut Tx, by: &Member, reported: &Reported, base: &str) -> Result<RoyaltyReport> {
    let (agreement, _) = agreements::of_member(tx, by, &reported.agreement)?;
    by.manager()?;
    if by.organisation != agreement.company_id {
        return Err(Code::Forbidden.because("The company reports its sales. You see here what it has reported."));
    }
    check(reported.pieces, reported.net_sales)?;
    Check::new().text("/note", reported.note.as_deref().unwrap_or(""), 0..=500).done()?;
    let (option, term) = terms(&agreement).filter(|(option, _)| option.is_reported()).ok_or(Code::NothingToReport)?;
    let today = today(tx);
    let all = royalties::periods(&term, option.statement, &today);
    let agreement = take(tx, &agreement.id, reported.pieces)?;
    let earlier = in_order(royalties::of_agreement(tx, &agreement.id)?);
    let done = |period: &Period| earlier.iter().any(|report| report.period == period.name);
    let period = all.iter().find(|period| period.name == reported.period).ok_or(Code::NothingToReport)?;
    if done(period) {
        return Err(Code::ReportExists.into());
    }
    if today <= period.until {
        return Err(Code::ReportTooEarly.into());
    }
    if all.iter().take_while(|before| before.name != period.name).any(|before| !done(before)) {
        return Err(Code::ReportOrder.into());
    }
    let before = all.iter().zip(&earlier).map(|(period, report)| Said::of(period, report));
    let new = Said { period, pieces: reported.pieces, net_sales: reported.net_sales };
    let reckoned = reckon(&option, &term, &before.chain([new]).collect::<Vec<_>>()).pop().ok_or(Code::NothingToReport)?;
    let row = RoyaltyReport {
        kind: ReportKind::Sales,
        payer: option.payer,
        period: period.name.clone(),
        period_from: period.from.clone(),
        period_until: period.until.clone(),
        pieces_before: reckoned.pieces_before,
        pieces: reported.pieces,
        net_sales_cents: reported.net_sales.amount,
        on_sales_cents: reckoned.on_sales_cents,
        minimum_added_cents: reckoned.minimum_added_cents,
        owed_cents: reckoned.owed_cents(),
        note: reported.note.clone().map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
        ..blank(tx, by, &agreement)
    };
    record(tx, &agreement, &row)?;
    letters::reported(tx, &agreement, &row, base)?;
    Ok(row)
}

pub(super) fn check(pieces: i64, net_sales: Money) -> Result<()> {
    let mut check = Check::new();
    check.that((0..=10_000_000).contains(&pieces), "/pieces", "pieces", "Give the number of pieces, or 0.");
    let fair = (0..=100_000_000_000).contains(&net_sales.amount) && net_sales.currency == Currency::EUR;
    check.that(fair, "/net_sales", "net_sales", "Give the net sales in euros, or 0.");
    let together = pieces > 0 || net_sales.amount == 0;
    check.that(together, "/pieces", "no_pieces", "Sales without pieces? Give the number of pieces that they are for.");
    check.done()
}

/// Counts pieces in an agreement, more or fewer. It comes before its reports are read, so that nobody reports or corrects another
/// of its periods meanwhile: what is reckoned rests on all of them.
pub(super) fn take(tx: &mut Tx, id: &AgreementId, pieces: i64) -> Result<Agreement> {
    let agreement = agreements::find(tx, id)?;
    if !agreements::count_pieces(tx, id, agreement.reported_pieces, pieces)? {
        return Err(Error { transient: true, ..Code::ReportExists.into() });
    }
    Ok(agreement)
}

/// The reports of sales, the first period first.
pub(super) fn in_order(mut reports: Vec<RoyaltyReport>) -> Vec<RoyaltyReport> {
    reports.retain(|report| report.kind == ReportKind::Sales);
    reports.sort_by(|one, other| one.period_from.cmp(&other.period_from));
    reports
}

/// A sum that is paid once becomes owed when the agreement comes into force.
pub fn buyout(tx: &mut Tx, by: &Member, agreement: &Agreement) -> Result<()> {
    let cents = agreement.option().map_or(0, |option| option.buyout_cents);
    if cents == 0 {
        return Ok(());
    }
    let row = RoyaltyReport { on_sales_cents: cents, owed_cents: cents, ..blank(tx, by, agreement) };
    record(tx, agreement, &row)
}

fn blank(tx: &mut Tx, by: &Member, agreement: &Agreement) -> RoyaltyReport {
    let day = today(tx);
    RoyaltyReport {
        id: tx.id::<RoyaltyReportId>(),
        agreement_id: agreement.id.clone(),
        company_id: agreement.company_id.clone(),
        studio_id: agreement.studio_id.clone(),
        kind: ReportKind::Buyout,
        payer: Payer::Company,
        period: "signing".to_owned(),
        period_from: day.clone(),
        period_until: day,
        pieces_before: 0,
        pieces: 0,
        net_sales_cents: 0,
        on_sales_cents: 0,
        minimum_added_cents: 0,
        owed_cents: 0,
        currency: Currency::EUR,
        note: None,
        reported_by: by.account.clone(),
        reported_at: tx.now,
        paid_on: None,
        paid_by: None,
        paid_at: None,
    }
}

/// Writes a report with its shares and books it, all or nothing.
fn record(tx: &mut Tx, agreement: &Agreement, report: &RoyaltyReport) -> Result<()> {
    let team = agreements::members(tx, &agreement.id)?;
    let parts = royalties::split(report.owed(), &team.iter().map(|member| member.share_bp).collect::<Vec<_>>());
    let share = |(member, part): (&AgreementMember, Money)| RoyaltyShare {
        report_id: report.id.clone(),
        account_id: member.account_id.clone(),
        studio_id: member.studio_id.clone().unwrap_or_else(|| agreement.studio_id.clone()),
        name: member.name.clone(),
        share_bp: member.share_bp,
        amount_cents: part.amount,
    };
    let shares: Vec<RoyaltyShare> = team.iter().zip(parts).map(share).collect();
    royalties::record(tx, report, &shares)?;
    books::royalty_reported(tx, report.id.as_str(), &owed(report, &shares))?;
    let facts = serde_json::json!({ "agreement": agreement.id, "period": report.period, "owed_cents": report.owed_cents });
    crate::events::record(tx, "royalty.reported", report.id.as_str(), Some(&report.reported_by), facts)
}

/// Who owes whom: the company each studio of the team, or the studio the company.
fn owed(report: &RoyaltyReport, shares: &[RoyaltyShare]) -> Vec<Owed> {
    if report.payer == Payer::Creator {
        return vec![Owed { from: report.studio_id.clone(), to: report.company_id.clone(), amount: report.owed() }];
    }
    let mut sums: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for share in shares {
        *sums.entry(share.studio_id.clone()).or_insert(0) += share.amount_cents;
    }
    let from = &report.company_id;
    sums.into_iter().map(|(to, cents)| Owed { from: from.clone(), to, amount: report.money(cents) }).collect()
}

/// Says that a royalty was paid, on a day, with whatever was put right since; whoever owes it, or is owed it, may.
pub fn pay(tx: &mut Tx, by: &Member, id: &RoyaltyReportId, on: &LocalDate) -> Result<RoyaltyReport> {
    by.manager()?;
    let report = royalties::find(tx, id)?;
    if ![&report.company_id, &report.studio_id].contains(&&by.organisation) {
        return Err(Error::not_found());
    }
    let fair = *on <= today(tx) && *on >= report.period_from;
    let mut check = Check::new();
    check.that(fair, "/paid_on", "paid_on", "Give the day of the payment; it is not in the future.");
    check.done()?;
    let corrections = royalties::corrections(tx, id)?;
    let differences = corrections.iter().filter(|correction| correction.paid_at.is_none());
    if report.paid_at.is_some() && differences.clone().next().is_none() {
        return Err(Code::RoyaltyPaid.into());
    }
    if report.paid_at.is_none() {
        royalties::mark_paid(tx, id, on, &by.account)?;
        books::royalty_paid(tx, id.as_str())?;
    }
    for difference in differences {
        royalties::mark_correction_paid(tx, &difference.id, on, &by.account)?;
        books::royalty_paid(tx, difference.id.as_str())?;
    }
    crate::events::record(tx, "royalty.paid", id.as_str(), Some(&by.account), serde_json::json!({ "on": on }))?;
    royalties::find(tx, id)
}

/// The option that holds and the days of the term, for an agreement in force.
pub fn terms(agreement: &Agreement) -> Option<(RoyaltyOption, Term)> {
    let option = agreement.option().filter(|_| agreement.status == AgreementStatus::InForce)?.clone();
    let zone = Zone::ljubljana();
    let (from, until) = (zone.local(agreement.in_force_at?).0, zone.local(agreement.ends_at?).0.plus_days(-1));
    Some((option, Term { from, until }))
}

/// The periods that are over by a day and were not reported, oldest first.
pub fn periods_over(tx: &mut Tx, id: &AgreementId, by: &LocalDate) -> Result<Vec<Period>> {
    let agreement = agreements::find(tx, id)?;
    let Some((option, term)) = terms(&agreement).filter(|(option, _)| option.is_reported()) else { return Ok(Vec::new()) };
    let reports = royalties::of_agreement(tx, id)?;
    let over = royalties::periods(&term, option.statement, by).into_iter().filter(|period| period.until < *by);
    Ok(over.filter(|period| !reports.iter().any(|report| report.period == period.name)).collect())
}

/// Today, at home.
pub fn today(tx: &Tx) -> LocalDate {
    Zone::ljubljana().local(tx.now).0
}
