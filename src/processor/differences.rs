//! Comparisons of our books with the processor's, and where the two differ, as rows.

use diesel::prelude::*;

use crate::db::Tx;
use crate::db::schema::{differences, reconciliations};
use crate::kit::id::{AccountId, DifferenceId, ReconciliationId};
use crate::kit::money::{Currency, Money};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

text_enum! {
    /// How the two books differ.
    pub enum DifferenceKind {
        /// The processor has it and we do not.
        Unknown = "unknown",
        /// We have it and the processor does not.
        Missing = "missing",
        /// Both have it, with other amounts.
        Amount = "amount",
        /// Both have it, with other fees.
        Fee = "fee",
    }
}

text_enum! {
    /// What differs.
    pub enum Thing {
        /// Money of a buyer.
        Payment = "payment",
        /// Money back to a buyer.
        Refund = "refund",
        /// Money on to a seller.
        Transfer = "transfer",
        /// Money back from a seller.
        Reversal = "reversal",
        /// Money that a buyer's bank took or gave back.
        Dispute = "dispute",
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reconciliations)]
pub struct Reconciliation {
    /// Its id.
    pub id: ReconciliationId,
    /// From when.
    pub window_from: Instant,
    /// Until when.
    pub window_until: Instant,
    /// How many rows were compared.
    pub compared: i64,
    /// How many differed.
    pub differing: i64,
    /// When it was made.
    pub run_at: Instant,
}

/// Where the two books differ.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = differences)]
pub struct Difference {
    /// Its id.
    pub id: DifferenceId,
    /// How.
    pub kind: DifferenceKind,
    /// What.
    pub thing: Thing,
    /// The processor's name for it, or ours where it has none.
    pub subject: String,
    /// The currency.
    pub currency: Currency,
    /// What we have.
    pub ours_cents: Option<i64>,
    /// What the processor has.
    pub theirs_cents: Option<i64>,
    /// When it happened.
    pub happened_at: Instant,
    /// When it was first found.
    pub found_at: Instant,
    /// When it was last found.
    pub seen_at: Instant,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// By whom; nobody where it was gone by itself.
    pub settled_by: Option<AccountId>,
    /// Why, in that person's words.
    pub note: Option<String>,
}

/// A difference as a comparison finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How.
    pub kind: DifferenceKind,
    /// What.
    pub thing: Thing,
    /// Its name.
    pub subject: String,
    /// What we have.
    pub ours: Option<Money>,
    /// What the processor has.
    pub theirs: Option<Money>,
    /// When it happened.
    pub at: Instant,
}

/// Notes a difference; true when it is new. One that a coordinator has explained stays explained while it is the same.
pub fn note(tx: &mut Tx, found: &Found) -> Result<bool> {
    let (ours, theirs) = (found.ours.map(|money| money.amount), found.theirs.map(|money| money.amount));
    let same = differences::table
        .filter(differences::thing.eq(found.thing))
        .filter(differences::subject.eq(&found.subject))
        .filter(differences::kind.eq(found.kind));
    let known: Vec<Difference> = same.order(differences::id).select(Difference::as_select()).load(tx.db)?;
    if let Some(open) = known.iter().find(|known| known.settled_at.is_none()) {
        diesel::update(differences::table.find(&open.id))
            .set((differences::ours_cents.eq(ours), differences::theirs_cents.eq(theirs), differences::seen_at.eq(tx.now)))
            .execute(tx.db)?;
        return Ok(false);
    }
    if known.iter().any(|known| known.settled_by.is_some() && (known.ours_cents, known.theirs_cents) == (ours, theirs)) {
        return Ok(false);
    }
    let row = Difference {
        id: tx.id(),
        kind: found.kind,
        thing: found.thing,
        subject: found.subject.clone(),
        currency: found.ours.or(found.theirs).map_or(Currency::EUR, |money| money.currency),
        ours_cents: ours,
        theirs_cents: theirs,
        happened_at: found.at,
        found_at: tx.now,
        seen_at: tx.now,
        settled_at: None,
        settled_by: None,
        note: None,
    };
    let made = each!(db in tx.db => diesel::insert_into(differences::table).values(&row).on_conflict_do_nothing().execute(db))?;
    Ok(made == 1)
}

/// Settles what lies in the window and was not found again: it is gone by itself.
pub fn settle_gone(tx: &mut Tx, from: Instant, until: Instant) -> Result<usize> {
    let gone = differences::table
        .filter(differences::settled_at.is_null())
        .filter(differences::happened_at.ge(from))
        .filter(differences::happened_at.lt(until))
        .filter(differences::seen_at.lt(tx.now));
    Ok(diesel::update(gone).set(differences::settled_at.eq(tx.now)).execute(tx.db)?)
}

/// Settles a difference by a coordinator's word. Refused (`difference_settled`) when it is settled.
pub fn settle(tx: &mut Tx, id: &DifferenceId, by: &AccountId, note: &str) -> Result<Difference> {
    let open = differences::table.find(id).filter(differences::settled_at.is_null());
    let set = (differences::settled_at.eq(tx.now), differences::settled_by.eq(by), differences::note.eq(note));
    let settled = diesel::update(open).set(set).execute(tx.db)?;
    let row = differences::table.find(id).select(Difference::as_select()).first(tx.db).optional()?.ok_or(Error::not_found())?;
    if settled == 1 { Ok(row) } else { Err(Code::DifferenceSettled.into()) }
}

/// The open ones, the newest first; or the last that were settled.
pub fn list(tx: &mut Tx, open: bool, limit: i64) -> Result<Vec<Difference>> {
    let all = differences::table.select(Difference::as_select()).limit(limit);
    Ok(if open {
        all.filter(differences::settled_at.is_null()).order(differences::id.desc()).load(tx.db)?
    } else {
        all.filter(differences::settled_at.is_not_null()).order(differences::settled_at.desc()).load(tx.db)?
    })
}

/// Keeps a comparison.
pub fn keep(tx: &mut Tx, reconciliation: &Reconciliation) -> Result<()> {
    diesel::insert_into(reconciliations::table).values(reconciliation).execute(tx.db)?;
    Ok(())
}

/// The last comparison.
pub fn last(tx: &mut Tx) -> Result<Option<Reconciliation>> {
    let newest = reconciliations::table.order(reconciliations::id.desc()).select(Reconciliation::as_select());
    Ok(newest.first(tx.db).optional()?)
}
