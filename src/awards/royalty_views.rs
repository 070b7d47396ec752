//! What companies and teams read of royalties: periods with their statements, and what sales on the platform came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::receive::{self, RoyaltiesByTransfer};
use super::remind::due;
use super::report::{terms, today};
use super::views::{self, AgreementRow};
use crate::agreements::{self, Agreement};
use crate::commissions::share_back;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::id::{AccountId, AgreementId, OrganisationId, RoyaltyReportId};
use crate::kit::locale::Locale;
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::ledger::{self, Account, Purpose};
use crate::orders;
use crate::royalties::{self, ReportKind, RoyaltyCorrection, RoyaltyReport};
use crate::terms::{Figures, Payer, RoyaltyOption, StatementPeriod, Step};

text_enum! {
    /// Where a period stands.
    pub enum RoyaltyPeriodState {
        /// It has not ended.
        Running = "running",
        /// It has ended and waits for its report.
        ToReport = "to_report",
        /// Its report is late.
        Late = "late",
        /// It is reported, and not paid yet.
        Owed = "owed",
        /// It is reported and paid, or nothing is owed.
        Settled = "settled",
    }
}

/// All royalties of an organisation.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RoyaltyBook {
    /// What the organisation owes by reports and has not paid.
    pub owes: Money,
    /// What it is owed so.
    pub is_owed: Money,
    /// By agreement, newest first.
    pub items: Vec<RoyaltyAccount>,
}

/// The royalties of an agreement.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RoyaltyAccount {
    /// The agreement.
    pub agreement: AgreementRow,
    /// The terms that hold.
    pub option: Option<RoyaltyOption>,
    /// Whether the reader reports.
    pub you_report: bool,
    /// The reader's own share in basis points, where only a share is the reader's.
    pub your_share_bp: Option<i32>,
    /// The periods that are reported, newest first, and a sum paid once.
    pub periods: Vec<RoyaltyPeriod>,
    /// Quarters of sales on the platform, newest first.
    pub on_platform: Vec<PlatformQuarter>,
    /// Royalties on those of them that buyers paid straight to the maker.
    pub by_transfer: Option<RoyaltiesByTransfer>,
    /// Whether the reader says what came in of these.
    pub you_receive: bool,
}

/// A period that is reported.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RoyaltyPeriod {
    /// `2026-Q4`; `signing` for a sum paid once.
    pub name: String,
    /// The first day.
    pub from: LocalDate,
    /// The last day.
    pub until: LocalDate,
    /// The day by which it is to be reported.
    pub due: LocalDate,
    /// Where it stands.
    pub state: RoyaltyPeriodState,
    /// The statement, once reported.
    pub statement: Option<RoyaltyStatement>,
}

/// What was reported and what it comes to.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RoyaltyStatement {
    /// The report.
    pub id: RoyaltyReportId,
    /// By which agreement.
    pub agreement_id: AgreementId,
    /// What the work is called.
    pub work: String,
    /// For what.
    pub kind: ReportKind,
    /// The period.
    pub period: String,
    /// Its first day.
    pub from: LocalDate,
    /// Its last day.
    pub until: LocalDate,
    /// Who owes.
    pub payer: Payer,
    /// Pieces sold.
    pub pieces: i64,
    /// Pieces in all periods before.
    pub pieces_before: i64,
    /// What they came to without VAT.
    pub net_sales: Money,
    /// The sum, rate by rate.
    pub steps: Vec<Step>,
    /// What the sales come to.
    pub on_sales: Money,
    /// What is added to reach the year's minimum.
    pub minimum_added: Money,
    /// Both.
    pub owed: Money,
    /// Whose what is.
    pub shares: Vec<ShareView>,
    /// A remark.
    pub note: Option<String>,
    /// When it was reported.
    pub reported_at: Instant,
    /// On which day all of it was paid.
    pub paid_on: Option<LocalDate>,
    /// What is still to be paid; below zero where too much was paid before a correction.
    pub open: Money,
    /// What was put right since, the first first.
    pub corrections: Vec<CorrectionView>,
}

/// What was put right in a report.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CorrectionView {
    /// When.
    pub at: Instant,
    /// So many pieces more or fewer.
    pub pieces: i64,
    /// So much more or less without VAT.
    pub net_sales: Money,
    /// What is owed more or less.
    pub owed: Money,
    /// Why.
    pub reason: String,
    /// On which day the difference was paid.
    pub paid_on: Option<LocalDate>,
    /// The earlier period that was put right, where this follows from it.
    #[serde(default)]
    pub follows: Option<String>,
}

/// What the shares of a person come to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MyRoyalties {
    /// The shares of everything that companies have reported.
    pub reported: Money,
    /// By agreement, newest first.
    pub items: Vec<RoyaltyAccount>,
}

/// A part of what is owed.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShareView {
    /// Whose.
    pub name: String,
    /// The share in basis points.
    pub share_bp: i32,
    /// How much.
    pub amount: Money,
    /// Whether it is the reader's.
    pub you: bool,
}

/// A quarter of sales on the platform.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlatformQuarter {
    /// `2026-Q4`.
    pub name: String,
    /// Pieces sold, less those that went back.
    pub pieces: i64,
    /// What they came to without VAT, less what went back.
    pub net_sales: Money,
    /// What is owed to the company, less what went back.
    pub royalty: Money,
}

/// All royalties of an organisation.
pub fn book(tx: &mut Tx, organisation: &OrganisationId, who: &AccountId, locale: Locale) -> Result<RoyaltyBook> {
    let mut items = Vec::new();
    for agreement in agreements::of_organisation(tx, organisation)?.iter().filter(|one| one.in_force_at.is_some()) {
        items.push(account(tx, agreement, Some(organisation), who, locale)?);
    }
    let mut balance = |purpose| ledger::balance(tx, &Account::of(organisation, purpose, Currency::EUR));
    let (owes, due) = (balance(Purpose::RoyaltyOwed)?.posted, balance(Purpose::RoyaltyDue)?.posted);
    Ok(RoyaltyBook { owes: Money { amount: -owes.amount, ..owes }, is_owed: due, items })
}

/// The royalties of an agreement.
pub fn account(
    tx: &mut Tx,
    agreement: &Agreement,
    reader: Option<&OrganisationId>,
    who: &AccountId,
    locale: Locale,
) -> Result<RoyaltyAccount> {
    let reports = royalties::of_agreement(tx, &agreement.id)?;
    let mut periods = Vec::new();
    let today = today(tx);
    if let Some((option, term)) = terms(agreement).filter(|(option, _)| option.is_reported()) {
        for period in royalties::periods(&term, option.statement, &today) {
            let report = reports.iter().find(|report| report.period == period.name);
            let late = due(&period);
            let state = match report {
                Some(report) => settled(tx, report)?,
                None if today <= period.until => RoyaltyPeriodState::Running,
                None if today <= late => RoyaltyPeriodState::ToReport,
                None => RoyaltyPeriodState::Late,
            };
            let statement = report.map(|report| statement(tx, agreement, report, who)).transpose()?;
            periods.push(RoyaltyPeriod { name: period.name, from: period.from, until: period.until, due: late, state, statement });
        }
    }
    for report in reports.iter().filter(|report| report.kind == ReportKind::Buyout) {
        let statement = Some(statement(tx, agreement, report, who)?);
        let (from, until) = (report.period_from.clone(), report.period_until.clone());
        periods.insert(
            0,
            RoyaltyPeriod { name: report.period.clone(), due: until.plus_days(30), from, until, state: settled(tx, report)?, statement },
        );
    }
    periods.reverse();
    let team = agreements::members(tx, &agreement.id)?;
    Ok(RoyaltyAccount {
        agreement: views::row(tx, agreement, reader, locale)?,
        option: agreement.option().cloned(),
        you_report: reader == Some(&agreement.company_id) && agreement.option().is_some_and(RoyaltyOption::is_reported),
        your_share_bp: team.iter().find(|member| member.account_id == *who).map(|member| member.share_bp),
        periods,
        on_platform: quarters(tx, agreement)?,
        by_transfer: receive::by_transfer(tx, agreement)?,
        you_receive: reader == Some(&agreement.company_id),
    })
}

fn settled(tx: &mut Tx, report: &RoyaltyReport) -> Result<RoyaltyPeriodState> {
    let open = report.open(&royalties::corrections(tx, &report.id)?);
    Ok(if open.amount == 0 { RoyaltyPeriodState::Settled } else { RoyaltyPeriodState::Owed })
}

/// What a person has a share in, with or without a studio.
pub fn mine(tx: &mut Tx, who: &AccountId, locale: Locale) -> Result<MyRoyalties> {
    let mut items = Vec::new();
    for agreement in agreements::of_account(tx, who)?.iter().filter(|one| one.in_force_at.is_some()) {
        items.push(account(tx, agreement, None, who, locale)?);
    }
    let statements = items.iter().flat_map(|account| &account.periods).filter_map(|period| period.statement.as_ref());
    let shares = statements.filter(|said| said.payer == Payer::Company).flat_map(|said| &said.shares).filter(|share| share.you);
    Ok(MyRoyalties { reported: Money::euros(shares.map(|share| share.amount.amount).sum()), items })
}

/// What was reported, as its terms reckon it.
pub fn statement(tx: &mut Tx, agreement: &Agreement, report: &RoyaltyReport, who: &AccountId) -> Result<RoyaltyStatement> {
    let figures = Figures { pieces_before: report.pieces_before, pieces: report.pieces, net_sales: report.money(report.net_sales_cents) };
    let steps = agreement.option().filter(|_| report.kind == ReportKind::Sales).map(|option| option.steps(figures)).unwrap_or_default();
    let shares = royalties::shares(tx, &report.id)?.into_iter().map(|share| ShareView {
        amount: report.money(share.amount_cents),
        you: share.account_id == *who,
        name: share.name,
        share_bp: share.share_bp,
    });
    let corrections = royalties::corrections(tx, &report.id)?;
    let open = report.open(&corrections);
    let paid = corrections.iter().filter_map(|correction| correction.paid_on.clone()).chain(report.paid_on.clone()).max();
    Ok(RoyaltyStatement {
        id: report.id.clone(),
        agreement_id: agreement.id.clone(),
        work: agreement.work.clone(),
        kind: report.kind,
        period: report.period.clone(),
        from: report.period_from.clone(),
        until: report.period_until.clone(),
        payer: report.payer,
        pieces: report.pieces,
        pieces_before: report.pieces_before,
        net_sales: figures.net_sales,
        steps,
        on_sales: report.money(report.on_sales_cents),
        minimum_added: report.money(report.minimum_added_cents),
        owed: report.owed(),
        shares: shares.collect(),
        note: report.note.clone(),
        reported_at: report.reported_at,
        paid_on: paid.filter(|_| open.amount == 0),
        open,
        corrections: corrections.into_iter().map(|correction| corrected(tx, report, correction)).collect::<Result<_>>()?,
    })
}

fn corrected(tx: &mut Tx, report: &RoyaltyReport, correction: RoyaltyCorrection) -> Result<CorrectionView> {
    let follows = correction.follows.as_ref().map(|first| royalties::began_in(tx, first)).transpose()?.flatten();
    Ok(CorrectionView {
        at: correction.corrected_at,
        pieces: correction.pieces,
        net_sales: report.money(correction.net_sales_cents),
        owed: report.money(correction.owed_cents),
        reason: correction.reason,
        paid_on: correction.paid_on,
        follows,
    })
}

/// What lines sold on the platform owe, by the quarter in which they were paid; what went back is taken off where it was sold.
fn quarters(tx: &mut Tx, agreement: &Agreement) -> Result<Vec<PlatformQuarter>> {
    let zone = Zone::ljubljana();
    let mut found: BTreeMap<String, PlatformQuarter> = BTreeMap::new();
    let none = Money::euros(0);
    for (paid_at, line) in orders::lines_of_agreement(tx, &agreement.id)? {
        let day = zone.local(paid_at).0.civil();
        let name = format!("{}-Q{}", day.year(), (day.month() - 1) / i8::try_from(StatementPeriod::Quarterly.months()).unwrap_or(3) + 1);
        let kept = Money::euros(line.total_cents - line.refunded_cents);
        let net = kept.amount - kept.vat_from_gross(line.vat_rate_bp).unwrap_or(none).amount;
        let royalty = line.royalty_cents - share_back(line.royalty_cents, line.total_cents, line.refunded_cents);
        let quarter = found.entry(name.clone()).or_insert(PlatformQuarter { name, pieces: 0, net_sales: none, royalty: none });
        quarter.pieces += line.quantity - line.refunded_pieces;
        quarter.net_sales.amount += net;
        quarter.royalty.amount += royalty;
    }
    Ok(found.into_values().rev().collect())
}
