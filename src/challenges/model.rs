//! The challenge's states and the rows that keep it.

use diesel::prelude::*;

use super::brief::{Brief, Promised};
use crate::db::schema::{challenge_criteria, challenge_deadlines, challenge_questions, challenges};
use crate::kit::id::{AccountId, ChallengeId, CriterionId, MediaId, OrganisationId, QuestionId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::{Instant, Zone};
use crate::terms::{RightsTemplate, Royalty};

text_enum! {
    /// Where a challenge stands.
    pub enum ChallengeState {
        /// Being written.
        Draft = "draft",
        /// Waiting at the desk.
        Submitted = "submitted",
        /// Back with its company, with what to change.
        ChangesRequested = "changes_requested",
        /// Not accepted; may be changed and brought again.
        Refused = "refused",
        /// Accepted, not yet told to the public.
        Approved = "approved",
        /// Public; takes no entries yet.
        Published = "published",
        /// Takes entries.
        Open = "open",
        /// Takes no more entries.
        Closed = "closed",
        /// The jury judges.
        Judging = "judging",
        /// The result is known and kept.
        Decided = "decided",
        /// The result is public.
        Revealed = "revealed",
        /// From prototype to pieces sold.
        FollowUp = "follow_up",
        /// Over.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// Taken down by the desk.
        Suspended = "suspended",
    }
}

impl ChallengeState {
    /// Every step that exists.
    const STEPS: &'static [(ChallengeState, &'static [ChallengeState])] = {
        use ChallengeState::*;
        &[
            (Draft, &[Submitted, Cancelled]),
            (Submitted, &[Draft, Approved, ChangesRequested, Refused]),
            (ChangesRequested, &[Submitted, Cancelled]),
            (Refused, &[Submitted, Cancelled]),
            (Approved, &[Draft, Published, Cancelled, Suspended]),
            (Published, &[Open, Closed, Cancelled, Suspended]),
            (Open, &[Closed, Cancelled, Suspended]),
            (Closed, &[Judging, Cancelled, Suspended]),
            (Judging, &[Decided, Cancelled, Suspended]),
            (Decided, &[Revealed, Suspended]),
            (Revealed, &[FollowUp, Suspended]),
            (FollowUp, &[Completed, Suspended]),
            (Completed, &[]),
            (Cancelled, &[]),
            (Suspended, &[Approved, Published, Open, Closed, Judging, Decided, Revealed, FollowUp]),
        ]
    };

    /// Whether this step exists.
    pub fn may_become(self, next: ChallengeState) -> bool {
        Self::STEPS.iter().any(|(from, to)| *from == self && to.contains(&next))
    }

    /// Whether its company writes in it.
    pub fn is_written(self) -> bool {
        matches!(self, ChallengeState::Draft | ChallengeState::ChangesRequested | ChallengeState::Refused)
    }

    /// Whether the clock decides between this and its neighbours.
    pub fn is_timed(self) -> bool {
        matches!(self, ChallengeState::Published | ChallengeState::Open | ChallengeState::Closed)
    }

    /// What the public may read about, provided that it was published once.
    pub const PUBLIC: &'static [ChallengeState] = &[
        ChallengeState::Published,
        ChallengeState::Open,
        ChallengeState::Closed,
        ChallengeState::Judging,
        ChallengeState::Decided,
        ChallengeState::Revealed,
        ChallengeState::FollowUp,
        ChallengeState::Completed,
        ChallengeState::Cancelled,
    ];

    /// The state in words, for sentences.
    pub fn spoken(self) -> String {
        self.as_str().replace('_', " ")
    }
}

/// A challenge.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = challenges, treat_none_as_null = true)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// The company that poses it.
    #[diesel(column_name = organisation_id)]
    pub organisation: OrganisationId,
    /// Its address for the public.
    pub slug: String,
    /// Where it was put last; the clock may be ahead of it, so ask [`Challenge::phase`].
    pub state: ChallengeState,
    /// Where it stood before it was suspended.
    pub state_before: Option<ChallengeState>,
    /// Why it was called off, for the log.
    pub state_reason: String,
    /// The same, for the public.
    pub state_message: Translations,
    /// Its title.
    pub title: Translations,
    /// The brief.
    pub content: Json<Brief>,
    /// The picture above the page.
    pub cover_media_id: Option<MediaId>,
    /// Its zone.
    pub zone: Zone,
    /// When the public may read it, if its company chose an hour.
    pub publish_at: Option<Instant>,
    /// From when entries are taken.
    pub opens_at: Option<Instant>,
    /// Until when entries are taken: at this instant no more.
    pub closes_at: Option<Instant>,
    /// Until when the jury judges.
    pub judging_until: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
    /// How many days after the reveal the company may still choose among entries that were not selected.
    pub option_days: i32,
    /// Who holds the rights in the end.
    pub rights: RightsTemplate,
    /// What is owed for pieces sold.
    pub royalty: Json<Royalty>,
    /// Which wording of the rights holds for it.
    pub rights_text_version: String,
    /// How many people an entry may have.
    pub max_team: i32,
    /// How many entries one person may take part in.
    pub max_entries_per_person: i32,
    /// Whether the public votes once the results are out.
    pub public_vote: bool,
    /// What was promised at publication.
    pub promised: Option<Json<Promised>>,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// When the result was fixed.
    pub decided_at: Option<Instant>,
    /// When the result came out.
    pub revealed_at: Option<Instant>,
    /// Raised by every change that calendars must learn of.
    pub sequence: i32,
    /// Raised by every change.
    pub version: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Challenge {
    /// Where it stands at an instant: between publication and judging the clock decides, to the millisecond, whether or not
    /// the row was touched since.
    pub fn phase(&self, now: Instant) -> ChallengeState {
        match (self.opens_at, self.closes_at) {
            (Some(opens), Some(closes)) if self.state.is_timed() => {
                if now < opens {
                    ChallengeState::Published
                } else if now < closes {
                    ChallengeState::Open
                } else {
                    ChallengeState::Closed
                }
            }
            _ => self.state,
        }
    }

    /// Whether the public may read it.
    pub fn is_public(&self) -> bool {
        self.published_at.is_some() && ChallengeState::PUBLIC.contains(&self.state)
    }

    /// Whether entries are taken at an instant.
    pub fn takes_entries(&self, now: Instant) -> bool {
        self.phase(now) == ChallengeState::Open
    }

    /// Until when questions are taken.
    pub fn questions_until(&self) -> Option<Instant> {
        self.content.times().questions_until.or(self.closes_at)
    }
}

/// A frozen criterion.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_criteria)]
pub struct Criterion {
    /// Its id.
    pub id: CriterionId,
    /// Its challenge.
    pub challenge_id: ChallengeId,
    /// Its place in the list, from 0.
    pub position: i32,
    /// Its share in a hundred.
    pub weight: i32,
    /// Its name.
    pub label: Translations,
    /// What is meant by it.
    pub description: Translations,
}

/// A deadline that was moved.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_deadlines)]
pub struct DeadlineMove {
    /// Its challenge.
    pub challenge_id: ChallengeId,
    /// When it was moved.
    pub moved_at: Instant,
    /// Where it stood.
    pub before_at: Instant,
    /// Where it stands since.
    pub after_at: Instant,
    /// Why.
    pub reason: String,
    /// Who moved it.
    pub moved_by: AccountId,
}

text_enum! {
    /// What became of a question.
    pub enum QuestionStatus {
        /// Waits for its answer; nobody but the company and its asker sees it.
        Waiting = "waiting",
        /// Answered in public.
        Answered = "answered",
        /// Not answered in public; its asker reads why.
        Declined = "declined",
    }
}

/// A question to the company. Who asked is kept and never shown.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenge_questions)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// About which challenge.
    pub challenge_id: ChallengeId,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Instant,
    /// In which language.
    pub locale: Locale,
    /// The question.
    pub question: String,
    /// What became of it.
    pub status: QuestionStatus,
    /// The answer, or why there is none.
    pub answer: String,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for next in ChallengeState::ALL {
            assert!(!ChallengeState::Completed.may_become(*next));
            assert!(!ChallengeState::Cancelled.may_become(*next));
        }
    }

    #[test]
    fn nothing_is_called_off_once_the_result_is_known() {
        use ChallengeState::*;
        for state in [Decided, Revealed, FollowUp, Completed] {
            assert!(!state.may_become(Cancelled));
        }
        for state in [Draft, ChangesRequested, Refused, Approved, Published, Open, Closed, Judging] {
            assert!(state.may_become(Cancelled));
        }
    }

    #[test]
    fn nothing_is_published_that_the_desk_has_not_seen() {
        let before: Vec<_> = ChallengeState::ALL.iter().filter(|state| state.may_become(ChallengeState::Published)).collect();
        assert_eq!(before, [&ChallengeState::Approved, &ChallengeState::Suspended]);
    }
}
