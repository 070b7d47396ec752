//! What a company says to the result: prepared while the jury judges or the result is decided, and public with the reveal. What was
//! public stays as it was read.

use diesel::prelude::*;

use super::model::{Challenge, ChallengeState};
use crate::db::Tx;
use crate::db::schema::challenge_announcements;
use crate::kit::check::Check;
use crate::kit::id::{AccountId, ChallengeId};
use crate::kit::locale::Translations;
use crate::kit::{Code, Result};

/// The words, if there are any. The caller sees to it that the reader may know.
pub fn announcement(tx: &mut Tx, id: &ChallengeId) -> Result<Translations> {
    let row = challenge_announcements::table.find(id).select(challenge_announcements::text);
    Ok(row.first::<Translations>(tx.db).optional()?.unwrap_or_default())
}

/// Whether the words may be written now.
pub fn may_announce(challenge: &Challenge) -> bool {
    matches!(challenge.state, ChallengeState::Judging | ChallengeState::Decided)
}

/// Keeps the words, in the languages that are given; none at all takes them back. Refused before judging and after the reveal.
pub fn announce(tx: &mut Tx, challenge: &Challenge, text: &Translations, by: &AccountId) -> Result<()> {
    if !may_announce(challenge) {
        return Err(Code::ChallengeState.because("The announcement is written from the beginning of judging until the reveal."));
    }
    Check::new().texts("/text", text, 0..=3_000).done()?;
    let there = challenge_announcements::table.find(&challenge.id);
    if text.is_blank() {
        diesel::delete(there).execute(tx.db)?;
        return Ok(());
    }
    let said = (
        challenge_announcements::text.eq(text.clone()),
        challenge_announcements::written_by.eq(by),
        challenge_announcements::written_at.eq(tx.now),
    );
    let new = (challenge_announcements::challenge_id.eq(&challenge.id), said.clone());
    let made = each!(db in tx.db => diesel::insert_into(challenge_announcements::table).values(new).on_conflict_do_nothing().execute(db))?;
    if made == 0 {
        diesel::update(there).set(said).execute(tx.db)?;
    }
    super::record(tx, challenge, "challenge.announcement_written", Some(by), serde_json::json!({}))
}
