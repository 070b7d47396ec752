//! Queries of dues and of the money that came.

use diesel::dsl::not;
use diesel::prelude::*;

use super::model::{BankEntry, Due, DueStatus, EntryStatus};
use crate::db::schema::{bank_entries, dues};
use crate::db::{Among, Tx};
use crate::kit::camt::Credit;
use crate::kit::guard;
use crate::kit::id::{BankEntryId, DueId, OrderId, OrganisationId};
use crate::kit::time::Instant;

/// The states that wait for money.
const WAITING: [DueStatus; 2] = [DueStatus::Unpaid, DueStatus::Partial];
/// The states that ended without being paid.
const ENDED: [DueStatus; 2] = [DueStatus::Expired, DueStatus::Cancelled];

/// Writes a due; false when the order has one or the account knows the reference.
pub fn insert(tx: &mut Tx, due: &Due) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(dues::table).values(due).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One due.
pub fn find(tx: &mut Tx, id: &DueId) -> QueryResult<Option<Due>> {
    dues::table.find(id).select(Due::as_select()).first(tx.db).optional()
}

/// The due of an order.
pub fn of_order(tx: &mut Tx, order: &OrderId) -> QueryResult<Option<Due>> {
    dues::table.filter(dues::order_id.eq(order)).select(Due::as_select()).first(tx.db).optional()
}

/// The due that an account's reference names.
pub fn by_reference(tx: &mut Tx, organisation: &OrganisationId, iban: &str, reference: &str) -> QueryResult<Option<Due>> {
    dues::table
        .filter(dues::organisation_id.eq(organisation))
        .filter(dues::iban.eq(iban))
        .filter(dues::reference.eq(reference))
        .select(Due::as_select())
        .first(tx.db)
        .optional()
}

/// The dues of orders.
pub fn of_orders(tx: &mut Tx, orders: &[OrderId]) -> QueryResult<Vec<Due>> {
    dues::table.filter(dues::order_id.among(orders)).order(dues::id).select(Due::as_select()).load(tx.db)
}

/// The newest dues of an organisation.
pub fn latest(tx: &mut Tx, organisation: &OrganisationId, limit: i64) -> QueryResult<Vec<Due>> {
    let own = dues::table.filter(dues::organisation_id.eq(organisation));
    own.order(dues::id.desc()).limit(limit).select(Due::as_select()).load(tx.db)
}

/// The dues of an organisation for which more came than is kept, perhaps; the caller looks closer.
pub fn with_more(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<Due>> {
    dues::table
        .filter(dues::organisation_id.eq(organisation))
        .filter(dues::status.among([DueStatus::Overpaid, DueStatus::Expired, DueStatus::Cancelled]))
        .filter(dues::received_cents.gt(dues::returned_cents))
        .order(dues::id)
        .select(Due::as_select())
        .load(tx.db)
}

/// The accounts of an organisation's dues.
pub fn accounts(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<String>> {
    dues::table.filter(dues::organisation_id.eq(organisation)).select(dues::iban).distinct().order(dues::iban).load(tx.db)
}

/// The account that last paid a due, by a statement.
pub fn payer(tx: &mut Tx, due: &DueId) -> QueryResult<Option<(String, Option<String>)>> {
    bank_entries::table
        .filter(bank_entries::due_id.eq(due))
        .filter(bank_entries::payer_iban.is_not_null())
        .order(bank_entries::id.desc())
        .select((bank_entries::payer_iban.assume_not_null(), bank_entries::payer))
        .first(tx.db)
        .optional()
}

/// Notes where the buyer wants money back.
pub fn set_return_account(tx: &mut Tx, id: &DueId, iban: &str, holder: &str) -> QueryResult<()> {
    let account = (dues::return_iban.eq(iban), dues::return_holder.eq(holder), dues::return_noted_at.eq(Some(tx.now)));
    diesel::update(dues::table.find(id)).set(account).execute(tx.db)?;
    Ok(())
}

/// Those with a buyer's account that was noted before an instant.
pub fn return_accounts_before(tx: &mut Tx, before: Instant) -> QueryResult<Vec<Due>> {
    let noted = dues::table.filter(dues::return_iban.is_not_null()).filter(dues::return_noted_at.lt(before));
    noted.order(dues::id).limit(1_000).select(Due::as_select()).load(tx.db)
}

/// No account of the buyer is left.
pub fn forget_return_account(tx: &mut Tx, id: &DueId) -> QueryResult<()> {
    let none = (dues::return_iban.eq(None::<String>), dues::return_holder.eq(None::<String>), dues::return_noted_at.eq(None::<Instant>));
    diesel::update(dues::table.find(id)).set(none).execute(tx.db).map(drop)
}

/// What an organisation waits for, soonest first.
pub fn waiting(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<Due>> {
    dues::table
        .filter(dues::organisation_id.eq(organisation))
        .filter(dues::status.among(WAITING))
        .order((dues::due_at, dues::id))
        .select(Due::as_select())
        .load(tx.db)
}

/// What waits and ends between now and an instant.
pub fn ending(tx: &mut Tx, before: Instant) -> QueryResult<Vec<DueId>> {
    dues::table
        .filter(dues::status.among(WAITING))
        .filter(dues::due_at.gt(tx.now).and(dues::due_at.le(before)))
        .order((dues::due_at, dues::id))
        .select(dues::id)
        .load(tx.db)
}

/// What waits although its time is over, oldest first.
pub fn over(tx: &mut Tx, limit: i64) -> QueryResult<Vec<DueId>> {
    dues::table
        .filter(dues::status.among(WAITING))
        .filter(dues::due_at.le(tx.now))
        .order((dues::due_at, dues::id))
        .limit(limit)
        .select(dues::id)
        .load(tx.db)
}

/// Changes nothing; but whoever counts for the due must wait for this transaction.
pub fn lock(tx: &mut Tx, id: &DueId) -> QueryResult<()> {
    diesel::update(dues::table.find(id)).set(dues::received_cents.eq(dues::received_cents)).execute(tx.db)?;
    Ok(())
}

/// Counts money as received.
pub fn add_received(tx: &mut Tx, id: &DueId, amount: i64) -> QueryResult<()> {
    diesel::update(dues::table.find(id)).set(dues::received_cents.eq(dues::received_cents + amount)).execute(tx.db)?;
    Ok(())
}

/// Counts money that a person says came. The guard: only on top of what that person saw, while it waits.
pub fn add_seen(tx: &mut Tx, id: &DueId, amount: i64, seen: i64) -> QueryResult<bool> {
    let due = dues::table.find(id);
    let more = dues::received_cents.eq(dues::received_cents + amount);
    let changed = if guard::off("money_seen") {
        diesel::update(due).set(more).execute(tx.db)?
    } else {
        diesel::update(due.filter(dues::received_cents.eq(seen)).filter(dues::status.among(WAITING))).set(more).execute(tx.db)?
    };
    Ok(changed == 1)
}

/// Says how far the due is, by what was read in this transaction.
pub fn set_status(tx: &mut Tx, id: &DueId, status: DueStatus) -> QueryResult<()> {
    diesel::update(dues::table.find(id)).set(dues::status.eq(status)).execute(tx.db)?;
    Ok(())
}

/// All of it has come, for the first time.
pub fn set_paid(tx: &mut Tx, id: &DueId) -> QueryResult<bool> {
    let first = dues::table.find(id).filter(dues::paid_at.is_null());
    Ok(diesel::update(first).set(dues::paid_at.eq(tx.now)).execute(tx.db)? == 1)
}

/// Ends a due that waits. The guard: what was paid at the same moment is not ended.
pub fn end(tx: &mut Tx, id: &DueId, to: DueStatus) -> QueryResult<bool> {
    let due = dues::table.find(id);
    let ended = if guard::off("due_ends") {
        diesel::update(due).set(dues::status.eq(to)).execute(tx.db)?
    } else {
        diesel::update(due.filter(dues::status.among(WAITING))).set(dues::status.eq(to)).execute(tx.db)?
    };
    Ok(ended == 1)
}

/// Ends a due for which nothing came. The guard: money counted at the same moment keeps it.
pub fn give_way(tx: &mut Tx, id: &DueId) -> QueryResult<bool> {
    let waiting = dues::table.find(id).filter(dues::status.among(WAITING));
    let ended = if guard::off("due_gives_way") {
        diesel::update(waiting).set(dues::status.eq(DueStatus::Cancelled)).execute(tx.db)?
    } else {
        diesel::update(waiting.filter(dues::received_cents.eq(0))).set(dues::status.eq(DueStatus::Cancelled)).execute(tx.db)?
    };
    Ok(ended == 1)
}

/// Lets a due that ended wait again.
pub fn revive(tx: &mut Tx, id: &DueId) -> QueryResult<bool> {
    let expired = dues::table.find(id).filter(dues::status.eq(DueStatus::Expired)).filter(dues::returned_cents.eq(0));
    Ok(diesel::update(expired).set(dues::status.eq(DueStatus::Unpaid)).execute(tx.db)? == 1)
}

/// Counts money as returned. The guard: never more than is to be returned.
pub fn add_returned(tx: &mut Tx, id: &DueId, amount: i64) -> QueryResult<bool> {
    let returned = dues::returned_cents.eq(dues::returned_cents + amount);
    let left = dues::received_cents - dues::returned_cents;
    let ended = dues::table.find(id).filter(dues::status.among(ENDED)).filter(left.ge(amount));
    if diesel::update(ended).set(returned).execute(tx.db)? == 1 {
        return Ok(true);
    }
    let too_much = (dues::received_cents - dues::returned_cents - dues::amount_cents).ge(amount);
    let paid = dues::table.find(id).filter(not(dues::status.among(ENDED))).filter(too_much);
    Ok(diesel::update(paid).set(dues::returned_cents.eq(dues::returned_cents + amount)).execute(tx.db)? == 1)
}

/// Writes money that came; false when the bank's entry is known.
pub fn insert_entry(tx: &mut Tx, entry: &BankEntry) -> QueryResult<bool> {
    let made = each!(db in tx.db => diesel::insert_into(bank_entries::table).values(entry).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// One entry of an organisation.
pub fn entry(tx: &mut Tx, organisation: &OrganisationId, id: &BankEntryId) -> QueryResult<Option<BankEntry>> {
    let own = bank_entries::table.find(id).filter(bank_entries::organisation_id.eq(organisation));
    own.select(BankEntry::as_select()).first(tx.db).optional()
}

/// Entries of an organisation in a state, newest first.
pub fn entries(tx: &mut Tx, organisation: &OrganisationId, status: EntryStatus) -> QueryResult<Vec<BankEntry>> {
    bank_entries::table
        .filter(bank_entries::organisation_id.eq(organisation))
        .filter(bank_entries::status.eq(status))
        .order(bank_entries::id.desc())
        .select(BankEntry::as_select())
        .load(tx.db)
}

/// The bank says what the creator had said: the entry by hand takes the bank's name. False when there is none.
pub fn confirm(tx: &mut Tx, due: &DueId, credit: &Credit) -> QueryResult<bool> {
    let by_hand = bank_entries::table
        .filter(bank_entries::due_id.eq(due))
        .filter(bank_entries::bank_reference.is_null())
        .filter(bank_entries::amount_cents.eq(credit.amount.amount))
        .order(bank_entries::id)
        .select(bank_entries::id)
        .first::<BankEntryId>(tx.db)
        .optional()?;
    let Some(id) = by_hand else { return Ok(false) };
    diesel::update(bank_entries::table.find(&id))
        .set((
            bank_entries::bank_reference.eq(&credit.bank_reference),
            bank_entries::booked_on.eq(&credit.booked_on),
            bank_entries::payer.eq(&credit.payer),
            bank_entries::payer_iban.eq(&credit.payer_iban),
        ))
        .execute(tx.db)?;
    Ok(true)
}

/// Whether the bank's entry is known.
pub fn knows(tx: &mut Tx, organisation: &OrganisationId, credit: &Credit) -> QueryResult<bool> {
    let same = bank_entries::table
        .filter(bank_entries::organisation_id.eq(organisation))
        .filter(bank_entries::iban.eq(&credit.iban))
        .filter(bank_entries::bank_reference.eq(&credit.bank_reference))
        .filter(bank_entries::booked_on.eq(&credit.booked_on))
        .filter(bank_entries::amount_cents.eq(credit.amount.amount));
    Ok(same.count().get_result::<i64>(tx.db)? > 0)
}

/// Counts an entry for a due that nobody could place before; false when somebody was faster.
pub fn match_entry(tx: &mut Tx, id: &BankEntryId, due: &DueId) -> QueryResult<bool> {
    let unmatched = bank_entries::table.find(id).filter(bank_entries::status.eq(EntryStatus::Unmatched));
    let matched = (bank_entries::status.eq(EntryStatus::Matched), bank_entries::due_id.eq(due));
    Ok(diesel::update(unmatched).set(matched).execute(tx.db)? == 1)
}

/// Puts an entry aside; false when somebody was faster.
pub fn ignore_entry(tx: &mut Tx, id: &BankEntryId, note: &str) -> QueryResult<bool> {
    let unmatched = bank_entries::table.find(id).filter(bank_entries::status.eq(EntryStatus::Unmatched));
    let ignored = (bank_entries::status.eq(EntryStatus::Ignored), bank_entries::note.eq(note));
    Ok(diesel::update(unmatched).set(ignored).execute(tx.db)? == 1)
}

/// Every due, for the audit.
pub fn all(tx: &mut Tx) -> QueryResult<Vec<Due>> {
    dues::table.order(dues::id).select(Due::as_select()).load(tx.db)
}

/// The amounts of all entries that are counted, with their dues.
pub fn counted(tx: &mut Tx) -> QueryResult<Vec<(DueId, i64)>> {
    bank_entries::table
        .filter(bank_entries::due_id.is_not_null())
        .select((bank_entries::due_id.assume_not_null(), bank_entries::amount_cents))
        .load(tx.db)
}
