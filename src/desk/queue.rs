//! The queue and the log, read.

use super::model::*;
use super::store::{self, LogWanted, Wanted};
use super::views::{self, DecisionView, Names, QueueCounts, SubmissionQueue, SubmissionView};
use super::working_days;
use crate::db::Tx;
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::error::Error;
use crate::kit::id::{DecisionId, OrganisationId, SubmissionId};
use crate::kit::locale::Locale;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::{Zone, days};

/// What waits, the oldest first, with its counts.
pub fn list(tx: &mut Tx, _: &Coordinator, wanted: &Wanted, page: &PageQuery) -> Result<SubmissionQueue> {
    let limit = page.limit()?;
    let rows = store::queue(tx, wanted, page.cursor()?, limit + 1)?;
    let page = Page::of(rows, limit, |row| (row.submitted_at, row.id.to_string()));
    let mut names = Names::default();
    let items: Result<Vec<_>> = page.items.iter().map(|row| views::row(tx, &mut names, row)).collect();
    Ok(SubmissionQueue { items: items?, next: page.next, counts: counts(tx)? })
}

fn counts(tx: &mut Tx) -> Result<QueueCounts> {
    let mut counts = QueueCounts { target_working_days: i64::from(working_days::TARGET_DAYS), ..QueueCounts::default() };
    for (kind, due_at) in store::open_kinds(tx)? {
        counts.open += 1;
        counts.overdue += i64::from(due_at < tx.now);
        *match kind {
            SubmissionKind::Organisation => &mut counts.organisation,
            SubmissionKind::Listing => &mut counts.listing,
            SubmissionKind::Popup => &mut counts.popup,
            SubmissionKind::Challenge => &mut counts.challenge,
            SubmissionKind::Report => &mut counts.report,
            SubmissionKind::Objection => &mut counts.objection,
        } += 1;
    }
    let zone = Zone::ljubljana();
    let since = tx.now.minus(days(90));
    let ages: Vec<i64> = store::decided_since(tx, since)?
        .into_iter()
        .filter_map(|(came, went)| went.map(|went| working_days::age(came, went, &zone)))
        .collect();
    if !ages.is_empty() {
        counts.average_working_days_tenths = Some(ages.iter().sum::<i64>() * 10 / ages.len() as i64);
    }
    Ok(counts)
}

/// One submission with everything that a decision needs.
pub fn show(tx: &mut Tx, _: &Coordinator, reader: Locale, id: &SubmissionId) -> Result<SubmissionView> {
    let row = store::submission(tx, id)?.ok_or_else(Error::not_found)?;
    views::submission(tx, reader, &row)
}

/// Who decided what, when and why; newest first.
pub fn log(tx: &mut Tx, _: &Coordinator, reader: Locale, wanted: &LogWanted, page: &PageQuery) -> Result<Page<DecisionView>> {
    decisions(tx, reader, wanted, page)
}

/// What was decided about an organisation and its things, and what of it nobody there has read.
pub fn of_owner(tx: &mut Tx, reader: Locale, owner: &OrganisationId, page: &PageQuery) -> Result<Page<DecisionView>> {
    let wanted = LogWanted { organisation: Some(owner.clone()), ..LogWanted::default() };
    let mut found = decisions(tx, reader, &wanted, page)?;
    let ids: Vec<DecisionId> = found.items.iter().map(|decision| decision.id.clone()).collect();
    let read = store::readings_of(tx, owner, &ids)?;
    for decision in &mut found.items {
        decision.unread = !read.contains(&decision.id);
    }
    Ok(found)
}

fn decisions(tx: &mut Tx, reader: Locale, wanted: &LogWanted, page: &PageQuery) -> Result<Page<DecisionView>> {
    let limit = page.limit()?;
    let rows = store::log(tx, wanted, page.cursor()?, limit + 1)?;
    let page = Page::of(rows, limit, |row| (row.decided_at, row.id.to_string()));
    let mut names = Names::default();
    let items: Result<Vec<_>> = page.items.iter().map(|row| views::decision(tx, &mut names, reader, row)).collect();
    Ok(Page { items: items?, next: page.next })
}
