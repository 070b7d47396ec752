//! Money that buyers owe creators straight, by bank transfer: one due for each order, and what came for it.
//!
//! ```text
//! unpaid -> partial -> paid -> overpaid        unpaid | partial -> expired | cancelled
//! expired -> unpaid | partial | paid | overpaid      (money came late, and the pieces were still there)
//! ```
//!
//! The money never touches the platform, so nothing here is booked in its ledger. What came is a row of its own, told by a
//! bank statement or by the creator; a due's counter is the sum of those that are counted for it. A statement's entry is
//! read once, however often it is given; where the creator had marked the same money by hand, the statement confirms it.
//! Dues know neither stock nor letters: whoever counts money here is told what came of it, and acts. Who may speak for an
//! organisation is asked by the callers.

mod audit;
mod model;
mod store;

pub use audit::audit;
pub use model::{BankEntry, Came, Counted, Due, DueStatus, EntryStatus, NewDue};

use crate::db::Tx;
use crate::kit::camt::Credit;
use crate::kit::check::Check;
use crate::kit::id::{BankEntryId, DueId, OrderId, OrganisationId};
use crate::kit::money::Money;
use crate::kit::reference;
use crate::kit::time::{Instant, LocalDate, Zone};
use crate::kit::{Code, Error, Result, iban};

/// How often another reference is tried when an account has used one already.
const TRIES: u32 = 8;

/// The due of an order: made now, or the one that is there.
pub fn open(tx: &mut Tx, new: &NewDue) -> Result<Due> {
    let account = iban::compact(&new.iban);
    if !iban::is_iban(&account) || new.amount.amount <= 0 {
        return Err(Error::internal("a due without an account or an amount"));
    }
    for attempt in 0..TRIES {
        if let Some(due) = store::of_order(tx, &new.order)? {
            return Ok(due);
        }
        let due = Due {
            id: tx.id(),
            order_id: new.order.clone(),
            organisation_id: new.organisation.clone(),
            iban: account.clone(),
            holder: new.holder.trim().to_owned(),
            reference: reference::si12_of(&format!("due\n{}\n{attempt}", new.order)),
            currency: new.amount.currency,
            amount_cents: new.amount.amount,
            received_cents: 0,
            returned_cents: 0,
            status: DueStatus::Unpaid,
            due_at: new.due_at,
            created_at: tx.now,
            paid_at: None,
            return_iban: None,
            return_holder: None,
            return_noted_at: None,
        };
        if store::insert(tx, &due)? {
            return Ok(due);
        }
    }
    Err(Error::internal("an account has no free reference"))
}

/// One due.
pub fn find(tx: &mut Tx, id: &DueId) -> Result<Due> {
    store::find(tx, id)?.ok_or(Error::not_found())
}

/// One due of an organisation.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId, id: &DueId) -> Result<Due> {
    store::find(tx, id)?.filter(|due| due.organisation_id == *organisation).ok_or(Error::not_found())
}

/// The due of an order, if it is paid by transfer.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Option<Due>> {
    Ok(store::of_order(tx, order)?)
}

/// What an organisation waits for, soonest first.
pub fn waiting(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Due>> {
    Ok(store::waiting(tx, organisation)?)
}

/// What waits and ends before an instant.
pub fn ending(tx: &mut Tx, before: Instant) -> Result<Vec<DueId>> {
    Ok(store::ending(tx, before)?)
}

/// What waits although its time is over.
pub fn over(tx: &mut Tx, limit: i64) -> Result<Vec<DueId>> {
    Ok(store::over(tx, limit)?)
}

/// What an organisation has to return of what came: too much, or for what ended unpaid; oldest first.
pub fn to_return(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Due>> {
    let all = store::with_more(tx, organisation)?;
    Ok(all.into_iter().filter(|due| due.to_return().amount > 0).collect())
}

/// The dues of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Due>> {
    Ok(store::of_orders(tx, orders)?)
}

/// The newest dues of an organisation, in whatever state.
pub fn latest(tx: &mut Tx, organisation: &OrganisationId, limit: i64) -> Result<Vec<Due>> {
    Ok(store::latest(tx, organisation, limit)?)
}

/// Every account that an organisation was ever owed to.
pub fn accounts(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<String>> {
    Ok(store::accounts(tx, organisation)?)
}

/// From which account the money of a due came, and whose it is, where a statement told.
pub fn payer(tx: &mut Tx, due: &DueId) -> Result<Option<(String, Option<String>)>> {
    Ok(store::payer(tx, due)?)
}

/// The buyer says to which account money of a due goes back.
pub fn note_return_account(tx: &mut Tx, due: &DueId, iban: &str, holder: &str) -> Result<()> {
    let mut check = Check::new();
    check.that(iban::is_iban(iban), "/iban", "iban_invalid", "Check the account number (IBAN): its digits do not fit together.");
    check.text("/holder", holder, 1..=120);
    check.done()?;
    Ok(store::set_return_account(tx, due, &iban::compact(iban), holder.trim())?)
}

/// The orders whose buyers named an account before an instant.
pub fn return_accounts_before(tx: &mut Tx, before: Instant) -> Result<Vec<Due>> {
    Ok(store::return_accounts_before(tx, before)?)
}

/// Forgets the account that a buyer named for a due.
pub fn forget_return_account(tx: &mut Tx, due: &DueId) -> Result<()> {
    Ok(store::forget_return_account(tx, due)?)
}

/// Money of an organisation in a state: what nobody could place, what was counted, what was put aside.
pub fn entries(tx: &mut Tx, organisation: &OrganisationId, status: EntryStatus) -> Result<Vec<BankEntry>> {
    Ok(store::entries(tx, organisation, status)?)
}

/// Takes the payments of a statement in: each once, for the organisation's own accounts only, so that nobody can claim or
/// block what came to another. Answers what became of each, in their order.
pub fn take_in(tx: &mut Tx, organisation: &OrganisationId, accounts: &[String], credits: &[Credit]) -> Result<Vec<Came>> {
    credits.iter().map(|credit| take_one(tx, organisation, accounts, credit)).collect()
}

fn take_one(tx: &mut Tx, organisation: &OrganisationId, accounts: &[String], credit: &Credit) -> Result<Came> {
    if !accounts.iter().any(|account| iban::compact(account) == credit.iban) {
        return Ok(Came::OtherAccount);
    }
    let due = match &credit.reference {
        Some(reference) => store::by_reference(tx, organisation, &credit.iban, reference)?,
        None => None,
    };
    let due = due.filter(|due| due.currency == credit.amount.currency);
    if let Some(due) = &due {
        // From here on nobody else counts for it, by hand or by the same statement.
        store::lock(tx, &due.id)?;
        if store::knows(tx, organisation, credit)? {
            return Ok(Came::Again);
        }
        if store::confirm(tx, &due.id, credit)? {
            return Ok(Came::Confirmed(find(tx, &due.id)?));
        }
    }
    let entry = BankEntry {
        id: tx.id(),
        organisation_id: organisation.clone(),
        due_id: due.as_ref().map(|due| due.id.clone()),
        status: if due.is_some() { EntryStatus::Matched } else { EntryStatus::Unmatched },
        iban: credit.iban.clone(),
        bank_reference: Some(credit.bank_reference.clone()),
        booked_on: credit.booked_on.clone(),
        currency: credit.amount.currency,
        amount_cents: credit.amount.amount,
        reference: credit.reference.clone(),
        words: credit.words.clone(),
        payer: credit.payer.clone(),
        payer_iban: credit.payer_iban.clone(),
        note: None,
        created_at: tx.now,
    };
    if !store::insert_entry(tx, &entry)? {
        return Ok(Came::Again);
    }
    let Some(due) = due else { return Ok(Came::Unmatched(entry)) };
    store::add_received(tx, &due.id, entry.amount_cents)?;
    Ok(Came::Counted(restate(tx, &due.id)?))
}

/// The creator says that money came. Refused (`due_changed`) when other money was counted since the creator looked, or
/// nothing is waited for any more, so that a statement and a hand never count the same twice.
pub fn mark(tx: &mut Tx, due: &Due, amount: Money, on: &LocalDate, seen: Money) -> Result<Counted> {
    let mut check = Check::new();
    let fair = (1..=100_000_000_000).contains(&amount.amount) && amount.currency == due.currency;
    check.that(fair, "/amount", "out_of_range", "Say how much came, in euros.");
    check.that(*on <= today(tx), "/received_on", "future", "Say on which day it came; it is not in the future.");
    check.done()?;
    if !store::add_seen(tx, &due.id, amount.amount, seen.amount)? {
        return Err(Code::DueChanged.into());
    }
    let entry = BankEntry {
        id: tx.id(),
        organisation_id: due.organisation_id.clone(),
        due_id: Some(due.id.clone()),
        status: EntryStatus::Matched,
        iban: due.iban.clone(),
        bank_reference: None,
        booked_on: on.clone(),
        currency: amount.currency,
        amount_cents: amount.amount,
        reference: Some(due.reference.clone()),
        words: String::new(),
        payer: None,
        payer_iban: None,
        note: None,
        created_at: tx.now,
    };
    store::insert_entry(tx, &entry)?;
    restate(tx, &due.id)
}

/// The creator says what money is for that nobody could place.
pub fn assign(tx: &mut Tx, organisation: &OrganisationId, entry: &BankEntryId, due: &DueId) -> Result<Counted> {
    let entry = store::entry(tx, organisation, entry)?.ok_or(Error::not_found())?;
    let due = of_organisation(tx, organisation, due)?;
    if due.currency != entry.currency || due.iban != entry.iban || !store::match_entry(tx, &entry.id, &due.id)? {
        return Err(Code::DueChanged.into());
    }
    store::add_received(tx, &due.id, entry.amount_cents)?;
    restate(tx, &due.id)
}

/// The creator says that money is for something else.
pub fn ignore(tx: &mut Tx, organisation: &OrganisationId, entry: &BankEntryId, note: &str) -> Result<()> {
    let mut check = Check::new();
    check.text("/note", note, 1..=300);
    check.done()?;
    let entry = store::entry(tx, organisation, entry)?.ok_or(Error::not_found())?;
    if store::ignore_entry(tx, &entry.id, note.trim())? { Ok(()) } else { Err(Code::DueChanged.into()) }
}

/// The dues that money nobody could place may be for: those of its account that wait for just so much.
pub fn suggestions(tx: &mut Tx, entry: &BankEntry) -> Result<Vec<Due>> {
    let waiting = store::waiting(tx, &entry.organisation_id)?;
    let fits = |due: &Due| due.iban == entry.iban && due.currency == entry.currency && due.open().amount == entry.amount_cents;
    Ok(waiting.into_iter().filter(fits).take(10).collect())
}

/// Ends a due that waits: its time is over, or its order was called off. What came for it is then to be returned. False
/// when it no longer waits.
pub fn end(tx: &mut Tx, id: &DueId, to: DueStatus) -> Result<bool> {
    Ok(to.ended() && store::end(tx, id, to)?)
}

/// The buyer pays in another way instead: the due no longer waits. False when money was counted for it, or it ended.
pub fn give_way(tx: &mut Tx, id: &DueId) -> Result<bool> {
    Ok(store::give_way(tx, id)?)
}

/// The pieces of an expired due were still there: what came late pays it after all. False when it is not expired, or
/// money went back already.
pub fn revive(tx: &mut Tx, id: &DueId) -> Result<Option<Counted>> {
    if !store::revive(tx, id)? {
        return Ok(None);
    }
    restate(tx, id).map(Some)
}

/// The creator says that money went back to the buyer. Refused (`more_than_due`) beyond what is to be returned.
pub fn mark_returned(tx: &mut Tx, due: &Due, amount: Money) -> Result<Due> {
    let right = amount.amount > 0 && amount.currency == due.currency;
    if !right || !store::add_returned(tx, &due.id, amount.amount)? {
        return Err(Code::MoreThanDue.into());
    }
    find(tx, &due.id)
}

/// Brings the status to what the counters say.
fn restate(tx: &mut Tx, id: &DueId) -> Result<Counted> {
    let due = find(tx, id)?;
    let status = due.counted();
    store::set_status(tx, id, status)?;
    let paid = matches!(status, DueStatus::Paid | DueStatus::Overpaid);
    let paid_now = paid && store::set_paid(tx, id)?;
    Ok(Counted { due: find(tx, id)?, paid_now })
}

fn today(tx: &Tx) -> LocalDate {
    Zone::ljubljana().local(tx.now).0
}
