//! Queries of juries; the only file of them that speaks to the database.

use diesel::prelude::*;

use super::model::{FirstRound, Juror, JurorStatus, Place, Round, Score, Sheet, SheetState, Shortlist, Tie};
use crate::db::schema::{jurors, jury_first_round, jury_places, jury_sheets, jury_shortlists, jury_ties, scores};
use crate::db::{Among, Tx};
use crate::kit::guard;
use crate::kit::id::{AccountId, ChallengeId, EntryId, JurorId};

/// Writes a new juror.
pub fn insert(tx: &mut Tx, juror: &Juror) -> QueryResult<usize> {
    diesel::insert_into(jurors::table).values(juror.clone()).execute(tx.db)
}

/// Everybody who was ever invited, in that order.
pub fn dissolve(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<usize> {
    diesel::delete(jurors::table.filter(jurors::challenge_id.eq(challenge))).execute(tx.db)
}

pub fn of_challenge(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<Juror>> {
    jurors::table.filter(jurors::challenge_id.eq(challenge)).order(jurors::id).select(Juror::as_select()).load(tx.db)
}

/// The places that a person has in juries, newest first.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<Juror>> {
    jurors::table
        .filter(jurors::account_id.eq(Some(account)).and(jurors::status.eq(JurorStatus::Accepted)))
        .order(jurors::id.desc())
        .select(Juror::as_select())
        .load(tx.db)
}

/// A person's own place in a jury.
pub fn seat(tx: &mut Tx, account: &AccountId, id: &JurorId) -> QueryResult<Option<Juror>> {
    jurors::table
        .find(id)
        .filter(jurors::account_id.eq(Some(account)).and(jurors::status.eq(JurorStatus::Accepted)))
        .select(Juror::as_select())
        .first(tx.db)
        .optional()
}

/// The invitation that a secret belongs to, while it waits.
pub fn invited(tx: &mut Tx, token_hash: &str) -> QueryResult<Option<Juror>> {
    jurors::table
        .filter(jurors::token_hash.eq(token_hash).and(jurors::status.eq(JurorStatus::Invited)))
        .select(Juror::as_select())
        .first(tx.db)
        .optional()
}

/// Answers an invitation; false when it was answered before.
pub fn answer(tx: &mut Tx, id: &JurorId, account: Option<&AccountId>, status: JurorStatus) -> QueryResult<bool> {
    let waiting = jurors::table.find(id).filter(jurors::status.eq(JurorStatus::Invited));
    let changed = diesel::update(waiting)
        .set((jurors::status.eq(status), jurors::account_id.eq(account), jurors::answered_at.eq(Some(tx.now))))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Takes a juror out; false when there is none.
pub fn remove(tx: &mut Tx, challenge: &ChallengeId, id: &JurorId, reason: &str) -> QueryResult<bool> {
    let there = jurors::table
        .find(id)
        .filter(jurors::challenge_id.eq(challenge).and(jurors::status.among([JurorStatus::Invited, JurorStatus::Accepted])));
    let gone = (jurors::status.eq(JurorStatus::Removed), jurors::removed_because.eq(Some(reason)));
    Ok(diesel::update(there).set(gone).execute(tx.db)? == 1)
}

/// Sheets of these jurors.
pub fn sheets(tx: &mut Tx, ids: &[JurorId]) -> QueryResult<Vec<Sheet>> {
    jury_sheets::table.filter(jury_sheets::juror_id.among(ids)).select(Sheet::as_select()).load(tx.db)
}

/// One sheet.
pub fn sheet(tx: &mut Tx, juror: &JurorId, entry: &EntryId, round: Round) -> QueryResult<Option<Sheet>> {
    jury_sheets::table.find((juror, entry, round)).select(Sheet::as_select()).first(tx.db).optional()
}

/// Begins a sheet, unless it is there.
pub fn open(tx: &mut Tx, juror: &JurorId, entry: &EntryId, round: Round) -> QueryResult<usize> {
    let sheet = Sheet {
        juror_id: juror.clone(),
        entry_id: entry.clone(),
        round,
        state: SheetState::Open,
        conflict: None,
        saves: 0,
        opened_at: tx.now,
        closed_at: None,
    };
    each!(db in tx.db => diesel::insert_into(jury_sheets::table).values(&sheet).on_conflict_do_nothing().execute(db))
}

/// Counts a writing on an open sheet; false when it is no longer open. The row is held until the commit, so that nobody
/// writes on a sheet while it closes.
pub fn touch(tx: &mut Tx, juror: &JurorId, entry: &EntryId, round: Round) -> QueryResult<bool> {
    if guard::off("jury_sheet") {
        return Ok(true);
    }
    let open = jury_sheets::table.find((juror, entry, round)).filter(jury_sheets::state.eq(SheetState::Open));
    Ok(diesel::update(open).set(jury_sheets::saves.eq(jury_sheets::saves + 1)).execute(tx.db)? == 1)
}

/// Completes an open sheet or puts it aside; false when it is no longer open.
pub fn close(tx: &mut Tx, juror: &JurorId, entry: &EntryId, round: Round, state: SheetState, conflict: Option<&str>) -> QueryResult<bool> {
    let open = jury_sheets::table.find((juror, entry, round)).filter(jury_sheets::state.eq(SheetState::Open));
    let closed = (jury_sheets::state.eq(state), jury_sheets::conflict.eq(conflict), jury_sheets::closed_at.eq(Some(tx.now)));
    Ok(diesel::update(open).set(closed).execute(tx.db)? == 1)
}

/// Writes points down.
pub fn insert_score(tx: &mut Tx, score: &Score) -> QueryResult<usize> {
    diesel::insert_into(scores::table).values(score.clone()).execute(tx.db)
}

/// Everything that these jurors gave, oldest first.
pub fn scores_by(tx: &mut Tx, ids: &[JurorId]) -> QueryResult<Vec<Score>> {
    scores::table.filter(scores::juror_id.among(ids)).order(scores::id).select(Score::as_select()).load(tx.db)
}

/// Everything that an entry was given, oldest first.
pub fn scores_of(tx: &mut Tx, entry: &EntryId) -> QueryResult<Vec<Score>> {
    scores::table.filter(scores::entry_id.eq(entry)).order(scores::id).select(Score::as_select()).load(tx.db)
}

/// Writes how a tie was settled.
pub fn insert_tie(tx: &mut Tx, tie: &Tie) -> QueryResult<usize> {
    diesel::insert_into(jury_ties::table).values(tie.clone()).execute(tx.db)
}

/// Writes that a shortlist was made; false when there is one.
pub fn insert_shortlist(tx: &mut Tx, shortlist: &Shortlist) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(jury_shortlists::table).values(shortlist).on_conflict_do_nothing().execute(db))? == 1)
}

/// The shortlist of a challenge.
pub fn shortlist(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Option<Shortlist>> {
    jury_shortlists::table.find(challenge).select(Shortlist::as_select()).first(tx.db).optional()
}

/// Writes where an entry stood in the first round.
pub fn insert_first_round(tx: &mut Tx, row: &FirstRound) -> QueryResult<usize> {
    diesel::insert_into(jury_first_round::table).values(row.clone()).execute(tx.db)
}

/// The first round as it stood when the shortlist was made, the best first.
pub fn first_round(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<FirstRound>> {
    jury_first_round::table
        .filter(jury_first_round::challenge_id.eq(challenge))
        .order((jury_first_round::place, jury_first_round::entry_id))
        .select(FirstRound::as_select())
        .load(tx.db)
}

/// How ties were settled, the last first.
pub fn ties(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<Tie>> {
    jury_ties::table.filter(jury_ties::challenge_id.eq(challenge)).order(jury_ties::id.desc()).select(Tie::as_select()).load(tx.db)
}

/// Writes a place of the decided ranking.
pub fn insert_place(tx: &mut Tx, place: &Place) -> QueryResult<usize> {
    diesel::insert_into(jury_places::table).values(place.clone()).execute(tx.db)
}

/// The decided ranking, the best first.
pub fn places(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<Place>> {
    jury_places::table.filter(jury_places::challenge_id.eq(challenge)).order(jury_places::place).select(Place::as_select()).load(tx.db)
}

/// No name and no mailbox are left of a person.
pub fn forget(tx: &mut Tx, account: &AccountId) -> QueryResult<()> {
    let seats: Vec<JurorId> = jurors::table.filter(jurors::account_id.eq(account)).select(jurors::id).load(tx.db)?;
    for seat in seats {
        let set = (jurors::name.eq("—"), jurors::email.eq(format!("{seat}@erased.invalid")));
        diesel::update(jurors::table.find(&seat)).set(set).execute(tx.db)?;
    }
    Ok(())
}
