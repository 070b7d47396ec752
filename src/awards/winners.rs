//! Who is offered an agreement after a result: the ranking, one after another, until the option period ends.

use serde::Serialize;

use super::sign::{self, Chosen};
use super::views::{self, AgreementRow};
use super::{letters, letters::Released};
use crate::agreements::{self, Agreement, TeamMember};
use crate::challenges::{self, Challenge, ChallengeState};
use crate::db::Tx;
use crate::entries;
use crate::identity::members::{self, MyOrganisation};
use crate::identity::{self, Member, OrganisationKind, OrganisationStatus, SignedIn};
use crate::judging::{self, Ranked};
use crate::kit::id::{AccountId, ChallengeId, EntryId, OrganisationId};
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, days};
use crate::kit::{Code, Result};

/// Every ranked entry with what was offered for it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Awards {
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Its title.
    pub challenge: String,
    /// Until when entries may be chosen; none before the result is public.
    pub option_until: Option<Instant>,
    /// Whether the next ranked can be offered an agreement now.
    pub may_offer: bool,
    /// The best first.
    pub items: Vec<AwardRow>,
}

/// A ranked entry.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AwardRow {
    /// The entry.
    pub entry_id: EntryId,
    /// Its place.
    pub place: i32,
    /// What it is called.
    pub work: String,
    /// Who made it.
    pub team: Vec<String>,
    /// The last offer, if there was one.
    pub agreement: Option<AgreementRow>,
    /// When it went back to its makers.
    pub released_at: Option<Instant>,
    /// Whether it is the next to be offered.
    pub next: bool,
}

/// The ranking with its offers, for the company. Nobody is named before the reveal.
pub fn awards(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, locale: Locale) -> Result<Awards> {
    let (challenge, by) = challenges::owned(tx, who, id)?;
    let open = is_open(tx, &challenge);
    let ranking = if is_public(&challenge) { judging::ranking(tx, id)? } else { Vec::new() };
    let next = next(tx, &ranking)?.map(|ranked| ranked.entry);
    let mut items = Vec::with_capacity(ranking.len());
    for ranked in ranking {
        let last = agreements::of_entry(tx, &ranked.entry)?.into_iter().next();
        let agreement = last.map(|one| views::row(tx, &one, Some(&by.organisation), locale)).transpose()?;
        items.push(AwardRow {
            place: ranked.place,
            work: entries::title(tx, &ranked.entry)?,
            team: team(tx, &ranked.entry)?.into_iter().map(|member| member.name).collect(),
            agreement,
            released_at: agreements::released_at(tx, &ranked.entry)?,
            next: open && next.as_ref() == Some(&ranked.entry),
            entry_id: ranked.entry,
        });
    }
    Ok(Awards {
        challenge_id: challenge.id.clone(),
        challenge: challenge.title.best(locale).to_owned(),
        option_until: option_until(&challenge),
        may_offer: open && next.is_some(),
        items,
    })
}

/// Offers the agreement to the best ranked that was not offered one yet. Refused before the reveal, after the option period, and
/// when nobody is left.
pub fn award(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, base: &str) -> Result<Agreement> {
    let (challenge, by): (Challenge, Member) = challenges::owned(tx, who, id)?;
    by.manager()?;
    if !is_open(tx, &challenge) {
        return Err(Code::AwardClosed.into());
    }
    let ranking = judging::ranking(tx, id)?;
    let ranked = next(tx, &ranking)?.ok_or(Code::NobodyToAward)?;
    offer(tx, &by.account, &challenge, &ranked, base)
}

/// An offer was declined or has expired: the next ranked gets one, while there is somebody and the option period lasts.
pub fn follow(tx: &mut Tx, ended: &Agreement, base: &str) -> Result<()> {
    let Some(challenge) = challenges::several(tx, std::slice::from_ref(&ended.challenge_id))?.pop() else { return Ok(()) };
    if !is_open(tx, &challenge) {
        return Ok(());
    }
    let ranking = judging::ranking(tx, &challenge.id)?;
    // Who has no studio cannot be offered one by the clock; the company sees it and asks them.
    let Some(ranked) = next(tx, &ranking)? else { return Ok(()) };
    if team(tx, &ranked.entry)?.iter().all(|member| member.studio.is_none()) {
        return Ok(());
    }
    offer(tx, &ended.offered_by, &challenge, &ranked, base).map(drop)
}

fn offer(tx: &mut Tx, by: &AccountId, challenge: &Challenge, ranked: &Ranked, base: &str) -> Result<Agreement> {
    let (work, team) = (entries::title(tx, &ranked.entry)?, team(tx, &ranked.entry)?);
    let chosen = Chosen { entry: ranked.entry.clone(), work, place: ranked.place, team };
    sign::offer(tx, by, challenge, &chosen, base)
}

fn next(tx: &mut Tx, ranking: &[Ranked]) -> Result<Option<Ranked>> {
    for ranked in ranking {
        if agreements::of_entry(tx, &ranked.entry)?.is_empty() && agreements::released_at(tx, &ranked.entry)?.is_none() {
            return Ok(Some(ranked.clone()));
        }
    }
    Ok(None)
}

fn team(tx: &mut Tx, entry: &EntryId) -> Result<Vec<TeamMember>> {
    let mut team = Vec::new();
    for member in entries::team(tx, entry)? {
        let name = identity::contact(tx, &member.user)?.map(|contact| contact.name).unwrap_or_default();
        // Who entered as a person and has a studio by now sells through it.
        let studio = match member.studio {
            Some(studio) => Some(studio),
            None => own_studio(tx, &member.user)?,
        };
        team.push(TeamMember { account: member.user, studio, name, share_bp: member.share_bp });
    }
    Ok(team)
}

fn own_studio(tx: &mut Tx, account: &AccountId) -> Result<Option<OrganisationId>> {
    let all = members::store::of_account(tx, account)?;
    let sells = |one: &MyOrganisation| one.kind == OrganisationKind::Studio && one.status == OrganisationStatus::Approved;
    Ok(all.into_iter().find(sells).map(|one| one.id))
}

fn is_public(challenge: &Challenge) -> bool {
    matches!(challenge.state, ChallengeState::Revealed | ChallengeState::FollowUp | ChallengeState::Completed)
}

fn is_open(tx: &Tx, challenge: &Challenge) -> bool {
    is_public(challenge) && option_until(challenge).is_some_and(|until| tx.now < until)
}

/// Until when entries that were not chosen stay with the company.
fn option_until(challenge: &Challenge) -> Option<Instant> {
    challenge.revealed_at.map(|at| at.plus(days(u64::try_from(challenge.option_days).unwrap_or(0))))
}

/// Gives entries that were not chosen back to their makers once the option period has ended; answers how many. An entry whose
/// offer still waits is given back when that has ended too.
pub fn release_due(tx: &mut Tx) -> Result<usize> {
    let mut released = 0;
    for challenge in challenges::public(tx)? {
        if !is_public(&challenge) || is_open(tx, &challenge) {
            continue;
        }
        for ranked in judging::ranking(tx, &challenge.id)? {
            let kept = agreements::of_entry(tx, &ranked.entry)?.iter().any(|one| one.ended_at.is_none());
            if !kept && agreements::release(tx, &challenge.id, &ranked.entry)? {
                let work = entries::title(tx, &ranked.entry)?;
                for member in entries::team(tx, &ranked.entry)? {
                    letters::released(tx, &Released { challenge: &challenge, entry: &ranked.entry, work: &work }, &member.user)?;
                }
                released += 1;
            }
        }
    }
    Ok(released)
}

/// The first agreement in force leads from the result to what becomes of it.
pub fn begin_follow_up(tx: &mut Tx, agreement: &Agreement, by: &AccountId) -> Result<()> {
    let challenge = challenges::several(tx, std::slice::from_ref(&agreement.challenge_id))?.pop();
    if challenge.is_some_and(|challenge| challenge.state == ChallengeState::Revealed) {
        challenges::follow_up(tx, &agreement.challenge_id, Some(by))?;
    }
    Ok(())
}
