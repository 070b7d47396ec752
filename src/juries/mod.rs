//! Juries: who judges a challenge, what each juror gave to which entry and when, and the ranking that was decided.
//!
//! ```text
//! juror: invited -> accepted | declined; removed with a reason      sheet: open -> completed | recused
//! rounds: first, of every entry -> shortlist, once -> second, of what was shortlisted, on sheets of its own
//! ```
//!
//! It guards: points are written only on an open sheet (a guarded update holds it), so a completed one is locked and a
//! recused juror gives none; what was given is a row that is never changed, and the last for a criterion counts; a first
//! round that led to a shortlist and a decided ranking do not change. It knows entries and challenges by id only: which entries a juror may see, and when, is the
//! flow's to say. It never counts a removed juror.

mod model;
mod ranking;
mod store;
mod votes;

pub use model::{FirstRound, Given, Juror, JurorStatus, Place, Round, Score, Sheet, SheetState, Shortlist, Tie};
pub use ranking::{Card, Ranking, rank, weighted};
pub use votes::{Vote, forget_vote, vote, vote_of, votes, votes_by};

use std::collections::BTreeMap;

use crate::db::Tx;
use crate::kit::check::Check;
use crate::kit::id::{AccountId, ChallengeId, CriterionId, EntryId, JurorId};
use crate::kit::json::Json;
use crate::kit::text::{plain, sha256_hex};
use crate::kit::{Code, Error, Result};

/// How many jurors a challenge has at most.
const MOST_JURORS: usize = 15;

/// Forgets whom a company invited to judge a draft that it throws away; nobody judged anything yet.
pub fn dissolve(tx: &mut Tx, challenge: &ChallengeId) -> Result<()> {
    store::dissolve(tx, challenge)?;
    Ok(())
}

/// Invites a mailbox; answers the place in the jury and the secret for the letter. One that declined may be invited again.
pub fn invite(tx: &mut Tx, challenge: &ChallengeId, email: &str, name: &str, chairs: bool, by: &AccountId) -> Result<(Juror, String)> {
    Check::new().text("/name", name, 2..=100).email("/email", email).done()?;
    let there = |juror: &&Juror| matches!(juror.status, JurorStatus::Invited | JurorStatus::Accepted);
    let jury = store::of_challenge(tx, challenge)?;
    if jury.iter().filter(there).any(|juror| juror.email == email) {
        return Err(Code::JurorKnown.into());
    }
    if jury.iter().filter(there).count() >= MOST_JURORS {
        return Err(Code::JuryFull.into());
    }
    let secret = tx.secret();
    let juror = Juror {
        id: tx.id(),
        challenge_id: challenge.clone(),
        email: email.to_owned(),
        name: plain(name).replace('\n', " "),
        chairs,
        status: JurorStatus::Invited,
        account_id: None,
        seed: tx.secret(),
        token_hash: sha256_hex(&secret),
        invited_by: by.clone(),
        invited_at: tx.now,
        answered_at: None,
        removed_because: None,
    };
    store::insert(tx, &juror)?;
    Ok((juror, secret))
}

/// What a secret from a letter invites to.
pub fn invited(tx: &mut Tx, secret: &str) -> Result<Juror> {
    Ok(store::invited(tx, &sha256_hex(secret))?.ok_or(Code::TokenSpent)?)
}

/// Takes the place in the jury, or leaves it.
pub fn answer(tx: &mut Tx, juror: &Juror, account: &AccountId, accepts: bool) -> Result<()> {
    let (status, account) = if accepts { (JurorStatus::Accepted, Some(account)) } else { (JurorStatus::Declined, None) };
    if store::answer(tx, &juror.id, account, status)? { Ok(()) } else { Err(Code::TokenSpent.into()) }
}

/// Takes a juror out, with a reason; what the juror gave stays on record and counts no more.
pub fn remove(tx: &mut Tx, challenge: &ChallengeId, id: &JurorId, reason: &str) -> Result<()> {
    Check::new().text("/reason", reason, 3..=500).done()?;
    if store::remove(tx, challenge, id, &plain(reason))? { Ok(()) } else { Err(Error::not_found()) }
}

/// Everybody who was ever invited.
pub fn of_challenge(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Juror>> {
    Ok(store::of_challenge(tx, challenge)?)
}

/// Those who judge.
pub fn judging(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Juror>> {
    Ok(store::of_challenge(tx, challenge)?.into_iter().filter(|juror| juror.status == JurorStatus::Accepted).collect())
}

/// The places that a person has in juries.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> Result<Vec<Juror>> {
    Ok(store::of_account(tx, account)?)
}

/// A person's own place in a jury; nobody else finds it.
pub fn seat(tx: &mut Tx, account: &AccountId, id: &JurorId) -> Result<Juror> {
    store::seat(tx, account, id)?.ok_or_else(Error::not_found)
}

/// Whether a person judges a challenge.
pub fn judges(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId) -> Result<bool> {
    Ok(judging(tx, challenge)?.iter().any(|juror| juror.account_id.as_ref() == Some(account)))
}

/// Sheets of these jurors.
pub fn sheets(tx: &mut Tx, jury: &[Juror]) -> Result<Vec<Sheet>> {
    let ids: Vec<JurorId> = jury.iter().map(|juror| juror.id.clone()).collect();
    Ok(store::sheets(tx, &ids)?)
}

/// A juror's sheet for an entry in a round, once it was begun.
pub fn sheet(tx: &mut Tx, juror: &Juror, entry: &EntryId, round: Round) -> Result<Option<Sheet>> {
    Ok(store::sheet(tx, &juror.id, entry, round)?)
}

/// Writes points and words on an open sheet; what is as it was is not written again. Refused (`jury_sheet_closed`) once the
/// sheet is completed or put aside.
pub fn write(tx: &mut Tx, juror: &Juror, entry: &EntryId, round: Round, given: &[Given]) -> Result<()> {
    let mut check = Check::new();
    for (index, one) in given.iter().enumerate() {
        let fine = one.points.is_none_or(|points| (0..=10).contains(&points));
        check.that(fine, format!("/scores/{index}/points"), "out_of_range", "Give 0 to 10 points.");
        check.text(&format!("/scores/{index}/comment"), &one.comment, 0..=1_000);
    }
    check.done()?;
    store::open(tx, &juror.id, entry, round)?;
    if !store::touch(tx, &juror.id, entry, round)? {
        return Err(Code::JurySheetClosed.into());
    }
    let before = last_of(tx, juror, entry, round)?;
    for one in given {
        let comment = plain(&one.comment);
        let same = before.get(&one.criterion).is_some_and(|last| last.points == one.points && last.comment == comment);
        if !same {
            let score = Score {
                id: tx.id(),
                juror_id: juror.id.clone(),
                entry_id: entry.clone(),
                round,
                criterion_id: one.criterion.clone(),
                points: one.points,
                comment,
                given_at: tx.now,
            };
            store::insert_score(tx, &score)?;
        }
    }
    Ok(())
}

/// Completes a sheet: every criterion has points and a comment, and nothing changes any more.
pub fn complete(tx: &mut Tx, juror: &Juror, entry: &EntryId, round: Round, criteria: &[CriterionId]) -> Result<()> {
    store::open(tx, &juror.id, entry, round)?;
    if !store::touch(tx, &juror.id, entry, round)? {
        return Err(Code::JurySheetClosed.into());
    }
    let given = last_of(tx, juror, entry, round)?;
    let whole = |criterion: &CriterionId| given.get(criterion).is_some_and(|last| last.points.is_some() && !last.comment.is_empty());
    if !criteria.iter().all(whole) {
        return Err(Code::JuryScoresMissing.into());
    }
    if store::close(tx, &juror.id, entry, round, SheetState::Completed, None)? { Ok(()) } else { Err(Code::JurySheetClosed.into()) }
}

/// Declares a conflict of interest: the sheet is put aside and counts for nothing.
pub fn recuse(tx: &mut Tx, juror: &Juror, entry: &EntryId, round: Round, conflict: &str) -> Result<()> {
    Check::new().text("/reason", conflict, 3..=500).done()?;
    store::open(tx, &juror.id, entry, round)?;
    let closed = store::close(tx, &juror.id, entry, round, SheetState::Recused, Some(&plain(conflict)))?;
    if closed { Ok(()) } else { Err(Code::JurySheetClosed.into()) }
}

/// What counts of what a juror gave to an entry in a round, by criterion.
pub fn last_of(tx: &mut Tx, juror: &Juror, entry: &EntryId, round: Round) -> Result<BTreeMap<CriterionId, Score>> {
    let own = store::scores_of(tx, entry)?.into_iter().filter(|score| score.juror_id == juror.id && score.round == round);
    Ok(own.map(|score| (score.criterion_id.clone(), score)).collect())
}

/// Everything that these jurors gave, oldest first: the record.
pub fn record(tx: &mut Tx, jury: &[Juror]) -> Result<Vec<Score>> {
    let ids: Vec<JurorId> = jury.iter().map(|juror| juror.id.clone()).collect();
    Ok(store::scores_by(tx, &ids)?)
}

/// Makes the shortlist, once, and keeps the first round as it stands. Whoever has a conflict of interest keeps it in the second
/// round. Refused (`shortlist_made`) when there is one.
pub fn shorten(tx: &mut Tx, challenge: &ChallengeId, first: &[Ranking], chosen: &[EntryId], reason: &str, by: &AccountId) -> Result<()> {
    Check::new().text("/reason", reason, 3..=1_000).done()?;
    let shortlist = Shortlist { challenge_id: challenge.clone(), reason: plain(reason), made_by: by.clone(), made_at: tx.now };
    if !store::insert_shortlist(tx, &shortlist)? {
        return Err(Code::ShortlistMade.into());
    }
    for row in first {
        let kept = FirstRound {
            entry_id: row.entry.clone(),
            challenge_id: challenge.clone(),
            shortlisted: chosen.contains(&row.entry),
            place: row.place,
            mean_milli: row.mean_milli,
            median_milli: row.median_milli,
            spread_milli: row.spread_milli,
            sheets: row.sheets,
        };
        store::insert_first_round(tx, &kept)?;
    }
    let jury = judging(tx, challenge)?;
    for sheet in sheets(tx, &jury)? {
        if sheet.state == SheetState::Recused && chosen.contains(&sheet.entry_id) {
            store::open(tx, &sheet.juror_id, &sheet.entry_id, Round::Second)?;
            let conflict = sheet.conflict.as_deref();
            store::close(tx, &sheet.juror_id, &sheet.entry_id, Round::Second, SheetState::Recused, conflict)?;
        }
    }
    Ok(())
}

/// The shortlist of a challenge, once it was made.
pub fn shortlist(tx: &mut Tx, challenge: &ChallengeId) -> Result<Option<Shortlist>> {
    Ok(store::shortlist(tx, challenge)?)
}

/// The first round as it stood when the shortlist was made, the best first; empty without a shortlist.
pub fn first_round(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<FirstRound>> {
    Ok(store::first_round(tx, challenge)?)
}

/// Settles which of equal entries of a round comes first.
pub fn settle(tx: &mut Tx, challenge: &ChallengeId, round: Round, ranked: Vec<EntryId>, reason: &str, by: &AccountId) -> Result<()> {
    Check::new().text("/reason", reason, 3..=1_000).done()?;
    let tie = Tie {
        id: tx.id(),
        challenge_id: challenge.clone(),
        ranked: Json(ranked),
        reason: plain(reason),
        settled_by: by.clone(),
        settled_at: tx.now,
        round,
    };
    store::insert_tie(tx, &tie)?;
    Ok(())
}

/// How ties were settled, the last first.
pub fn ties(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Tie>> {
    Ok(store::ties(tx, challenge)?)
}

/// Keeps a ranking for good.
pub fn keep(tx: &mut Tx, challenge: &ChallengeId, ranking: &[Ranking]) -> Result<()> {
    for row in ranking {
        let place = Place {
            entry_id: row.entry.clone(),
            challenge_id: challenge.clone(),
            place: row.place,
            mean_milli: row.mean_milli,
            median_milli: row.median_milli,
            spread_milli: row.spread_milli,
            sheets: row.sheets,
            round: row.round,
        };
        store::insert_place(tx, &place)?;
    }
    Ok(())
}

/// The ranking that was kept, the best first.
pub fn places(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<Place>> {
    Ok(store::places(tx, challenge)?)
}

/// Takes the name and the mailbox of somebody out of the juries; what was given stays, since results rest on it.
pub fn forget(tx: &mut Tx, account: &AccountId) -> Result<()> {
    store::forget(tx, account)?;
    Ok(())
}
