//! Jurors, sheets and points as rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{jurors, jury_first_round, jury_places, jury_sheets, jury_shortlists, jury_ties, scores};
use crate::kit::id::{AccountId, ChallengeId, CriterionId, EntryId, JurorId, ScoreId, TieId};
use crate::kit::json::Json;
use crate::kit::text::sha256_hex;
use crate::kit::time::Instant;

crate::text_enum! {
    /// Where an invitation to a jury stands.
    pub enum JurorStatus {
        /// Has a letter and has not answered.
        Invited = "invited",
        /// Judges.
        Accepted = "accepted",
        /// Does not want to.
        Declined = "declined",
        /// Taken out, with a reason.
        Removed = "removed",
    }
}

crate::text_enum! {
    /// Where a juror's sheet for one entry stands.
    pub enum SheetState {
        /// Points come and change.
        Open = "open",
        /// All points are given, and locked.
        Completed = "completed",
        /// Put aside, since the juror has declared a conflict of interest.
        Recused = "recused",
    }
}

crate::text_enum! {
    /// Which time the jury judges.
    pub enum Round {
        /// Every entry.
        First = "first",
        /// What was shortlisted.
        Second = "second",
    }
}

/// Somebody who judges a challenge.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jurors)]
pub struct Juror {
    /// The place in the jury.
    pub id: JurorId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// The mailbox that was invited.
    pub email: String,
    /// How the company calls the person.
    pub name: String,
    /// Whether this juror settles ties.
    pub chairs: bool,
    /// Where the invitation stands.
    pub status: JurorStatus,
    /// Who, once it was answered.
    pub account_id: Option<AccountId>,
    /// Shuffles the entries for this juror; random, and stays.
    pub seed: String,
    /// What proves who holds the letter.
    pub token_hash: String,
    /// Who invited.
    pub invited_by: AccountId,
    /// When.
    pub invited_at: Instant,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// Why the juror was taken out.
    pub removed_because: Option<String>,
}

impl Juror {
    /// Where an entry comes in this juror's order: the same each time, and for each juror otherwise.
    pub fn place_of(&self, handle: &str) -> String {
        sha256_hex(&format!("{}:{handle}", self.seed))
    }
}

/// A juror's sheet for one entry.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jury_sheets)]
pub struct Sheet {
    /// Whose.
    pub juror_id: JurorId,
    /// For which entry.
    pub entry_id: EntryId,
    /// In which round.
    pub round: Round,
    /// Where it stands.
    pub state: SheetState,
    /// The conflict that was declared.
    pub conflict: Option<String>,
    /// Counts what was written on it.
    pub saves: i32,
    /// When it was begun.
    pub opened_at: Instant,
    /// When it was completed or put aside.
    pub closed_at: Option<Instant>,
}

/// Points that were given; never changed. The last for a criterion count.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = scores)]
pub struct Score {
    /// Its id, in the order of time.
    pub id: ScoreId,
    /// By whom.
    pub juror_id: JurorId,
    /// For which entry.
    pub entry_id: EntryId,
    /// In which round.
    pub round: Round,
    /// For what.
    pub criterion_id: CriterionId,
    /// Nought to ten; none while only words are written.
    pub points: Option<i32>,
    /// Why.
    pub comment: String,
    /// When.
    pub given_at: Instant,
}

/// What a juror writes about one criterion.
#[derive(Clone, Debug)]
pub struct Given {
    /// For what.
    pub criterion: CriterionId,
    /// Nought to ten, or none as yet.
    pub points: Option<i32>,
    /// Why.
    pub comment: String,
}

/// How a tie was settled; never changed. The last for the same entries counts.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jury_ties)]
pub struct Tie {
    /// Its id, in the order of time.
    pub id: TieId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// The entries of the tie, the best first.
    pub ranked: Json<Vec<EntryId>>,
    /// Why in this order.
    pub reason: String,
    /// By whom.
    pub settled_by: AccountId,
    /// When.
    pub settled_at: Instant,
    /// Of which round's means.
    pub round: Round,
}

/// That a shortlist was made.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jury_shortlists)]
pub struct Shortlist {
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Why these.
    pub reason: String,
    /// By whom.
    pub made_by: AccountId,
    /// When.
    pub made_at: Instant,
}

/// An entry in the first round, as it stood when the shortlist was made; it does not change.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jury_first_round)]
pub struct FirstRound {
    /// The entry.
    pub entry_id: EntryId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Whether the jury judges it again.
    pub shortlisted: bool,
    /// Its place; the same for a tie that the second round decides.
    pub place: i32,
    /// The mean of the jurors' weighted sums, in thousandths of a point.
    pub mean_milli: i64,
    /// Their median.
    pub median_milli: i64,
    /// The highest less the lowest.
    pub spread_milli: i64,
    /// From how many sheets.
    pub sheets: i32,
}

/// An entry's place as it was decided; it does not change.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = jury_places)]
pub struct Place {
    /// The entry.
    pub entry_id: EntryId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// From one upwards.
    pub place: i32,
    /// The mean of the jurors' weighted sums, in thousandths of a point.
    pub mean_milli: i64,
    /// Their median.
    pub median_milli: i64,
    /// The highest less the lowest.
    pub spread_milli: i64,
    /// From how many sheets.
    pub sheets: i32,
    /// Which round's.
    pub round: Round,
}
