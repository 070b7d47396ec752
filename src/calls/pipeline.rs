//! The coordinator's look over all challenges: whether this year's obligation is met, and where each one stands.

use serde::Serialize;
use utoipa::ToSchema;

use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::identity::{Coordinator, OrganisationCard};
use crate::kit::Result;
use crate::kit::id::{ChallengeId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, LocalDate, Zone, days};

text_enum! {
    /// How the yearly obligation stands: at least one challenge is published each year.
    pub enum ObligationLight {
        /// One was published this year.
        Green = "green",
        /// None yet, and one is under way that will be.
        Amber = "amber",
        /// None, and none is under way.
        Red = "red",
    }
}

/// The yearly obligation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obligation {
    /// Which year.
    pub year: i16,
    /// How it stands.
    pub light: ObligationLight,
    /// How many were published this year.
    pub published: usize,
    /// How many are on their way to publication.
    pub on_the_way: usize,
    /// The last day on which one can still be published.
    pub until: LocalDate,
}

/// A challenge on the board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PipelineRow {
    /// Its id.
    pub id: ChallengeId,
    /// Its address for the public, if it has one.
    pub public_slug: Option<String>,
    /// Its title.
    pub title: String,
    /// The company that poses it.
    pub company: String,
    /// Its organisation.
    pub organisation_id: OrganisationId,
    /// Where it stands now.
    pub state: ChallengeState,
    /// Since when it stands there, as far as its row tells.
    pub since: Instant,
    /// For how many days.
    pub days_standing: i64,
    /// When something is due to happen next.
    pub next_at: Option<Instant>,
    /// Whether it stands still: nobody has touched it for two weeks and nothing is due.
    pub stands_still: bool,
    /// Until when entries are taken.
    pub closes_at: Option<Instant>,
    /// The kilograms that the company gives.
    pub kilograms: i64,
    /// How many questions wait for an answer.
    pub questions_waiting: usize,
}

/// The obligation and every challenge, those under way first.
pub fn board(tx: &mut Tx, _: &Coordinator, reader: Locale) -> Result<(Obligation, Vec<PipelineRow>)> {
    let all = challenges::all(tx)?;
    let owners: Vec<OrganisationId> = all.iter().map(|challenge| challenge.organisation.clone()).collect();
    let cards = OrganisationCard::all(tx, &owners)?;
    let ids: Vec<ChallengeId> = all.iter().map(|challenge| challenge.id.clone()).collect();
    let waiting = challenges::waiting_questions(tx, &ids)?;
    let obligation = obligation(&all, tx.now);
    let mut rows: Vec<PipelineRow> = all
        .into_iter()
        .map(|challenge| {
            let company = cards.iter().find(|card| card.id == challenge.organisation).map(|card| card.name.clone()).unwrap_or_default();
            let questions = waiting.iter().filter(|id| **id == challenge.id).count();
            row(challenge, company, questions, tx.now, reader)
        })
        .collect();
    rows.sort_by_key(|row| (is_over(row.state), row.next_at.is_none(), row.next_at, row.since));
    Ok((obligation, rows))
}

fn row(challenge: Challenge, company: String, questions_waiting: usize, now: Instant, reader: Locale) -> PipelineRow {
    let state = challenge.phase(now);
    let (since, next_at) = times(&challenge, state);
    let still = !is_over(state) && next_at.is_none_or(|next| next < now) && now.since(challenge.updated_at) > days(14);
    PipelineRow {
        public_slug: challenge.is_public().then(|| challenge.slug.clone()),
        title: challenge.title.best(reader).to_owned(),
        company,
        organisation_id: challenge.organisation,
        state,
        since,
        days_standing: (now.since(since).as_secs() / 86_400) as i64,
        next_at,
        stands_still: still,
        closes_at: challenge.closes_at,
        kilograms: challenge.content.kilograms(),
        questions_waiting,
        id: challenge.id,
    }
}

/// Since when it stands where it is, and what comes next.
fn times(challenge: &Challenge, state: ChallengeState) -> (Instant, Option<Instant>) {
    let touched = challenge.updated_at;
    match state {
        ChallengeState::Approved => (touched, challenge.publish_at),
        ChallengeState::Published => (challenge.published_at.unwrap_or(touched), challenge.opens_at),
        ChallengeState::Open => (challenge.opens_at.unwrap_or(touched), challenge.closes_at),
        ChallengeState::Closed => (challenge.closes_at.unwrap_or(touched), challenge.judging_until),
        ChallengeState::Judging => (touched, challenge.judging_until),
        ChallengeState::Decided => (challenge.decided_at.unwrap_or(touched), challenge.reveal_at),
        ChallengeState::Revealed => (challenge.revealed_at.unwrap_or(touched), None),
        _ => (touched, None),
    }
}

fn is_over(state: ChallengeState) -> bool {
    matches!(state, ChallengeState::Completed | ChallengeState::Cancelled | ChallengeState::Refused)
}

/// A challenge that was called off does not count.
fn obligation(all: &[Challenge], now: Instant) -> Obligation {
    let zone = Zone::ljubljana();
    let year = zone.local(now).0.civil().year();
    let in_year = |at: Instant| zone.local(at).0.civil().year() == year;
    let counts = |challenge: &&Challenge| challenge.state != ChallengeState::Cancelled && challenge.published_at.is_some_and(in_year);
    let published = all.iter().filter(counts).count();
    let coming = |challenge: &&Challenge| {
        matches!(challenge.state, ChallengeState::Submitted | ChallengeState::Approved)
            && challenge.publish_at.is_none_or(|at| in_year(at) || at < now)
    };
    let on_the_way = all.iter().filter(coming).count();
    let light = match (published, on_the_way) {
        (0, 0) => ObligationLight::Red,
        (0, _) => ObligationLight::Amber,
        _ => ObligationLight::Green,
    };
    Obligation { year, light, published, on_the_way, until: last_day(year) }
}

fn last_day(year: i16) -> LocalDate {
    LocalDate::from_civil(jiff::civil::Date::constant(year, 12, 31))
}
