//! Comparing our books with Stripe's, row by row: payments, refunds, transfers, reversals, disputes. It changes neither.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use serde_json::json;

use super::differences::{self, DifferenceKind, Found, Reconciliation, Thing};
use super::letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::db::schema::{charges, disputes, payments, payout_parts, payout_reversals, refunds};
use crate::kit::money::{Currency, Money};
use crate::kit::time::{Instant, days, hours};
use crate::kit::{Code, Result};
use crate::payments::{PaymentMethod, PaymentStatus, RefundStatus};
use crate::payouts::ReversalStatus;
use crate::stripe::BalanceRow;
use crate::web::App;

/// The daily comparison; nothing where no Stripe is set up.
pub async fn daily(app: App) -> Result<()> {
    if app.settings().stripe.is_none() { Ok(()) } else { run(&app).await.map(drop) }
}

/// Compares the last two weeks, without the last hour, in which messages are still on their way.
pub async fn run(app: &App) -> Result<Reconciliation> {
    if app.settings().stripe.is_none() {
        return Err(Code::ByHandHere.into());
    }
    let until = app.now().minus(hours(1));
    let from = until.minus(days(14));
    let rows = Shop::of(app).stripe()?.balance_rows(from, until).await?;
    let base = app.url("");
    app.write(move |tx| compare(tx, &rows, from, until, &base)).await
}

/// What we have of one thing.
struct Ours {
    subject: String,
    amount: Money,
    fee: Option<i64>,
    at: Instant,
}

fn compare(tx: &mut Tx, rows: &[BalanceRow], from: Instant, until: Instant, base: &str) -> Result<Reconciliation> {
    let ours = ours(tx, from)?;
    let theirs = rows.iter().filter_map(|row| thing_of(row).map(|thing| (thing, row)));
    let mut found = Vec::new();
    let mut seen: BTreeSet<(Thing, &str)> = BTreeSet::new();
    for (thing, row) in theirs.clone() {
        seen.insert((thing, row.source.as_str()));
        found.extend(differs(thing, row, ours.get(&thing).and_then(|all| all.get(&row.source))));
    }
    for (thing, all) in &ours {
        // Stripe may have booked earlier than we heard of it, so the first day of the window is left out.
        let inside = all.values().filter(|one| one.at >= from.plus(days(1)) && one.at < until);
        let gone = inside.filter(|one| *thing != Thing::Dispute && !seen.contains(&(*thing, one.subject.as_str())));
        found.extend(gone.map(|one| Found {
            kind: DifferenceKind::Missing,
            thing: *thing,
            subject: one.subject.clone(),
            ours: Some(one.amount),
            theirs: None,
            at: one.at,
        }));
    }
    let mut new = 0;
    for one in &found {
        new += usize::from(differences::note(tx, one)?);
    }
    differences::settle_gone(tx, from, until)?;
    let run = Reconciliation {
        id: tx.id(),
        window_from: from,
        window_until: until,
        compared: theirs.count() as i64,
        differing: found.len() as i64,
        run_at: tx.now,
    };
    differences::keep(tx, &run)?;
    let facts = json!({ "compared": run.compared, "differing": run.differing, "new": new });
    crate::events::record(tx, "reconciliation.made", run.id.as_str(), None, facts)?;
    if new > 0 {
        letters::differences(tx, run.id.as_str(), new, base)?;
    }
    Ok(run)
}

/// What a row of Stripe's is about; what it pays to the operator's bank and takes for its services is none of ours.
fn thing_of(row: &BalanceRow) -> Option<Thing> {
    match row.kind.as_str() {
        "charge" | "payment" => Some(Thing::Payment),
        "refund" | "payment_refund" => Some(Thing::Refund),
        "transfer" => Some(Thing::Transfer),
        "transfer_refund" => Some(Thing::Reversal),
        "adjustment" if row.source.starts_with("dp_") || row.source.starts_with("du_") => Some(Thing::Dispute),
        _ => None,
    }
}

fn differs(thing: Thing, row: &BalanceRow, ours: Option<&Ours>) -> Vec<Found> {
    let out = matches!(thing, Thing::Refund | Thing::Transfer);
    let theirs = Money { amount: if out { -row.amount.amount } else { row.amount.amount }, ..row.amount };
    let found = |kind, ours, theirs| Found { kind, thing, subject: row.source.clone(), ours, theirs, at: row.created };
    let Some(ours) = ours else { return vec![found(DifferenceKind::Unknown, None, Some(theirs))] };
    let mut all = Vec::new();
    // A dispute moves money more than once, so its rows have no amount of their own to hold against.
    if thing != Thing::Dispute && ours.amount != theirs {
        all.push(found(DifferenceKind::Amount, Some(ours.amount), Some(theirs)));
    }
    if let Some(fee) = ours.fee.filter(|fee| *fee != row.fee) {
        let money = |amount| Some(Money { amount, ..row.amount });
        all.push(found(DifferenceKind::Fee, money(fee), money(row.fee)));
    }
    all
}

type Books = BTreeMap<Thing, BTreeMap<String, Ours>>;
/// Stripe's name, ours, how much, when.
type Row = (Option<String>, String, i64, Currency, Option<Instant>);
/// The same with the fee.
type PaidRow = (Option<String>, String, i64, Currency, Option<Instant>, Option<i64>);

/// Our books: everything that may stand in Stripe's rows of the window, by Stripe's name. What has no such name yet stands
/// under ours, and is missing at Stripe.
fn ours(tx: &mut Tx, from: Instant) -> Result<Books> {
    let since = from.minus(days(1));
    let mut books = Books::new();
    let paid: Vec<PaidRow> = payments::table
        .left_join(charges::table)
        .filter(payments::method.eq(PaymentMethod::Stripe))
        .filter(payments::status.eq(PaymentStatus::Captured))
        .filter(payments::captured_at.ge(since))
        .select((
            charges::charge.nullable(),
            payments::id,
            payments::captured_cents,
            payments::currency,
            payments::captured_at,
            charges::fee_cents.nullable(),
        ))
        .load(tx.db)?;
    for (name, id, amount, currency, at, fee) in paid {
        put(&mut books, Thing::Payment, (name, id, amount, currency, at), fee);
    }
    let back: Vec<Row> = refunds::table
        .inner_join(payments::table)
        .filter(payments::method.eq(PaymentMethod::Stripe))
        .filter(refunds::status.eq(RefundStatus::Done))
        .filter(refunds::settled_at.ge(since))
        .select((refunds::provider_refund, refunds::id, refunds::amount_cents, refunds::currency, refunds::settled_at))
        .load(tx.db)?;
    back.into_iter().for_each(|row| put(&mut books, Thing::Refund, row, None));
    let sent: Vec<Row> = payout_parts::table
        .filter(payout_parts::provider_transfer.is_not_null())
        .filter(payout_parts::settled_at.ge(since))
        .select((
            payout_parts::provider_transfer,
            payout_parts::id,
            payout_parts::amount_cents,
            payout_parts::currency,
            payout_parts::settled_at,
        ))
        .load(tx.db)?;
    sent.into_iter().for_each(|row| put(&mut books, Thing::Transfer, row, None));
    let reversed: Vec<Row> = payout_reversals::table
        .inner_join(payout_parts::table)
        .filter(payout_reversals::status.eq(ReversalStatus::Done))
        .filter(payout_reversals::settled_at.ge(since))
        .select((
            payout_reversals::provider_reversal,
            payout_reversals::id,
            payout_reversals::amount_cents,
            payout_parts::currency,
            payout_reversals::settled_at,
        ))
        .load(tx.db)?;
    reversed.into_iter().for_each(|row| put(&mut books, Thing::Reversal, row, None));
    let disputed: Vec<(String, i64, Currency, Instant)> = disputes::table
        .select((disputes::provider_dispute, disputes::amount_cents, disputes::currency, disputes::opened_at))
        .load(tx.db)?;
    for (name, amount, currency, at) in disputed {
        put(&mut books, Thing::Dispute, (Some(name), String::new(), amount, currency, Some(at)), None);
    }
    Ok(books)
}

fn put(books: &mut Books, thing: Thing, (name, id, amount, currency, at): Row, fee: Option<i64>) {
    let subject = name.unwrap_or(id);
    let at = at.unwrap_or(Instant::from_millis(0));
    let ours = Ours { subject: subject.clone(), amount: Money { amount, currency }, fee, at };
    books.entry(thing).or_default().insert(subject, ours);
}
