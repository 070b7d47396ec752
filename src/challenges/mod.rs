//! Creative challenges: what a company asks for, and where that stands, from the first word to the last piece.
//!
//! ```text
//! draft -> submitted -> approved -> published -> open -> closed -> judging -> decided -> revealed -> follow_up -> completed
//!          changes_requested, refused      (by the clock)          cancelled from any state before decided; suspended, restored
//! ```
//!
//! It guards: nothing is public that the desk has not accepted whole; criteria, prizes, rights and royalty are frozen at
//! publication, with the weights summing to 100; a deadline only ever moves later, and only until it is over; who asked a
//! question is never shown. Between publication and judging the clock alone decides, to the instant that the page shows.
//!
//! It knows organisations and pictures by id only, knows nothing of entries, and sends no letters: `calls` does that.

mod announcement;
mod attachments;
mod audit;
pub mod brief;
mod checklist;
mod desk;
mod followers;
mod lifecycle;
mod model;
mod questions;
mod store;

pub use announcement::{announce, announcement, may_announce};
pub use attachments::{
    Attachment, CONFIDENTIALITY_TEXT_VERSION, Confidence, NewPaper, attach, attachment, attachment_key, attachments, confidentiality_text,
    detach, forget_promises, may_attach, open_attachment, open_papers, promise, promised_by, promises, promises_of,
};
pub use audit::audit;
pub use brief::{Brief, BriefCriterion, ChallengeKind, Material, Moment, Partner, Prize};
pub use desk::{decide, submit, withdraw};
pub use followers::{follow, followed, followed_before, followers, follows, unfollow, unfollow_all};
pub use lifecycle::{
    LaterDeadline, cancel, complete, decide_result, extend, follow_up, publish, reveal, shortlisted, start_judging, take_back, tick,
};
pub use model::{Challenge, ChallengeState, Criterion, DeadlineMove, Question, QuestionStatus};
pub use questions::{answer, ask, decline, forget_questions, question, questions, questions_of};

use crate::db::Tx;
use crate::identity::{self, Member, OrganisationKind, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error};
use crate::kit::id::{AccountId, ChallengeId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::page::{Page, PageQuery};
use crate::kit::text::slugify;
use crate::kit::time::LocalDate;
use crate::terms::{self, RightsTemplate};

/// Any challenge; for the desk, for views and for flows.
pub fn of(tx: &mut Tx, id: &ChallengeId) -> Result<Challenge> {
    find(tx, id)
}

pub(crate) fn find(tx: &mut Tx, id: &ChallengeId) -> Result<Challenge> {
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// A challenge by its public address, whether or not it is public yet.
pub fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Challenge>> {
    Ok(store::by_slug(tx, slug)?)
}

/// Several challenges; unknown ids are simply not there.
pub fn several(tx: &mut Tx, ids: &[ChallengeId]) -> Result<Vec<Challenge>> {
    Ok(store::several(tx, ids)?)
}

/// A challenge of an organisation that the caller belongs to; anybody else's is simply not there.
pub fn owned(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<(Challenge, Member)> {
    let challenge = find(tx, id)?;
    let member = identity::member(tx, who, &challenge.organisation)?;
    Ok((challenge, member))
}

/// A challenge for somebody of a company that poses it: the one whose it is, or one that poses it together with that one, from the
/// day it is public. For anybody else it is not there.
pub fn hosted(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<Challenge> {
    let challenge = find(tx, id)?;
    if identity::member(tx, who, &challenge.organisation).is_ok() {
        return Ok(challenge);
    }
    if challenge.is_public() {
        for host in hosts(tx, id)? {
            if identity::member(tx, who, &host).is_ok() {
                return Ok(challenge);
            }
        }
    }
    Err(Error::not_found())
}

/// An organisation's challenges, the last changed first.
pub fn of_organisation(tx: &mut Tx, owner: &OrganisationId, page: &PageQuery) -> Result<Page<Challenge>> {
    let limit = page.limit()?;
    let rows = store::of_organisation(tx, owner, page.cursor()?, limit + 1)?;
    Ok(Page::of(rows, limit, |challenge| (challenge.updated_at, challenge.id.to_string())))
}

/// What the public may read, the last published first; at most 200.
pub fn public(tx: &mut Tx) -> Result<Vec<Challenge>> {
    Ok(store::public(tx, 200)?)
}

/// Everything that was ever begun, newest first, for the desk; at most 500.
pub fn all(tx: &mut Tx) -> Result<Vec<Challenge>> {
    Ok(store::all(tx, 500)?)
}

/// The frozen criteria; none before publication.
pub fn criteria(tx: &mut Tx, id: &ChallengeId) -> Result<Vec<Criterion>> {
    Ok(store::criteria(tx, id)?)
}

/// Every company that poses it, the first first.
pub fn hosts(tx: &mut Tx, id: &ChallengeId) -> Result<Vec<OrganisationId>> {
    let first = find(tx, id)?.organisation;
    let others = store::hosts(tx, std::slice::from_ref(id))?.into_iter().map(|(_, host)| host);
    Ok(std::iter::once(first).chain(others).collect())
}

/// The companies beside the first, of several challenges.
pub fn hosts_of(tx: &mut Tx, ids: &[ChallengeId]) -> Result<Vec<(ChallengeId, OrganisationId)>> {
    Ok(store::hosts(tx, ids)?)
}

/// Every move of the deadline, oldest first.
pub fn deadlines(tx: &mut Tx, id: &ChallengeId) -> Result<Vec<DeadlineMove>> {
    Ok(store::deadlines(tx, id)?)
}

/// How many questions wait for an answer, one entry for each.
pub fn waiting_questions(tx: &mut Tx, ids: &[ChallengeId]) -> Result<Vec<ChallengeId>> {
    Ok(store::waiting_questions(tx, ids)?)
}

/// Begins a draft. Companies and institutions pose challenges; only the desk needs them to be approved.
pub fn begin(tx: &mut Tx, member: &Member, brief: &Brief) -> Result<Challenge> {
    begin_for(tx, &member.account, member.kind, &member.organisation, brief)
}

fn begin_for(tx: &mut Tx, by: &AccountId, kind: OrganisationKind, organisation: &OrganisationId, brief: &Brief) -> Result<Challenge> {
    may_pose(kind)?;
    brief.check()?;
    let mut challenge = Challenge {
        id: tx.id(),
        organisation: organisation.clone(),
        slug: free_slug(tx, brief.title.best(Locale::Sl))?,
        state: ChallengeState::Draft,
        state_before: None,
        state_reason: String::new(),
        state_message: Translations::default(),
        title: Translations::default(),
        content: Json(Brief::default()),
        cover_media_id: None,
        zone: brief.zone.clone(),
        publish_at: None,
        opens_at: None,
        closes_at: None,
        judging_until: None,
        reveal_at: None,
        option_days: brief.option_days,
        rights: RightsTemplate::CreatorKeeps,
        royalty: Json(terms::Royalty::default()),
        rights_text_version: terms::RIGHTS_TEXT_VERSION.to_owned(),
        max_team: brief.max_team,
        max_entries_per_person: brief.max_entries_per_person,
        public_vote: brief.public_vote,
        promised: None,
        published_at: None,
        decided_at: None,
        revealed_at: None,
        sequence: 0,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    stand(&mut challenge, brief.clone());
    store::insert(tx, &challenge)?;
    store::set_hosts(tx, &challenge.id, &brief.host_ids)?;
    record(tx, &challenge, "challenge.begun", Some(by), serde_json::json!({}))?;
    Ok(challenge)
}

fn may_pose(kind: OrganisationKind) -> Result<()> {
    match kind {
        OrganisationKind::Company | OrganisationKind::Institution | OrganisationKind::Organizer => Ok(()),
        OrganisationKind::Studio => Err(Code::Forbidden.because("Challenges are posed by companies, institutions and organizers.")),
    }
}

/// Keeps what was typed, until it lies at the desk.
pub fn write_draft(tx: &mut Tx, challenge: Challenge, seen: i64, brief: &Brief) -> Result<Challenge> {
    brief.check()?;
    let mut changed = challenge;
    if changed.version != seen {
        return Err(Code::VersionConflict.into());
    }
    match changed.state {
        state if state.is_written() => {}
        ChallengeState::Submitted => return Err(Code::ChallengeInReview.into()),
        ChallengeState::Approved => {
            return Err(Code::ChallengeState.because("The desk has approved this brief. Take it back first if you want to change it."));
        }
        _ => return Err(Code::ChallengeFrozen.into()),
    }
    if changed.state == ChallengeState::Draft && changed.title.is_blank() && !brief.title.is_blank() {
        changed.slug = free_slug(tx, brief.title.best(Locale::Sl))?;
    }
    stand(&mut changed, brief.clone());
    save(tx, &mut changed)?;
    store::set_hosts(tx, &changed.id, &brief.host_ids)?;
    Ok(changed)
}

/// Removes a draft that the desk has never seen.
pub fn delete(tx: &mut Tx, challenge: &Challenge, by: &AccountId) -> Result<()> {
    let seen_by_desk = crate::events::of_subject(tx, challenge.id.as_str())?.iter().any(|event| event.kind == "challenge.submitted");
    if challenge.state != ChallengeState::Draft || seen_by_desk {
        return Err(Code::ChallengeState.because("Only a draft that the desk has never seen can be deleted. Cancel it instead."));
    }
    if store::delete(tx, &challenge.id, challenge.version)? == 0 {
        return Err(Code::VersionConflict.into());
    }
    record(tx, challenge, "challenge.deleted", Some(by), serde_json::json!({ "title": challenge.title }))
}

/// The same brief again as a new draft of the same company, opening on another day.
pub fn copy(tx: &mut Tx, member: &Member, challenge: &Challenge, opens: &LocalDate) -> Result<Challenge> {
    begin(tx, member, &challenge.content.moved_to(opens))
}

/// Where a brief that worked goes.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere<'a> {
    /// The organisation that goes on with it.
    pub organisation: &'a OrganisationId,
    /// What it works as.
    pub kind: OrganisationKind,
    /// The town in which it takes place there.
    pub town: &'a str,
}

/// The same brief as a draft of another organisation in another town: the words travel; pictures and companies stay behind.
pub fn copy_for(tx: &mut Tx, by: &AccountId, challenge: &Challenge, to: &Elsewhere<'_>, opens: &LocalDate) -> Result<Challenge> {
    let brief = Brief { cover_media_id: None, host_ids: Vec::new(), town: to.town.to_owned(), ..challenge.content.moved_to(opens) };
    begin_for(tx, by, to.kind, to.organisation, &brief)
}

/// Makes the brief the one that stands, and the columns beside it its echo.
fn stand(challenge: &mut Challenge, brief: Brief) {
    let times = brief.times();
    challenge.title = brief.title.clone();
    challenge.cover_media_id = brief.cover_media_id.clone();
    challenge.zone = brief.zone.clone();
    challenge.publish_at = times.publish_at;
    challenge.opens_at = times.opens_at;
    // A draft may be at odds with itself; the row keeps a deadline only where it can be one.
    challenge.closes_at = times.closes_at.filter(|closes| times.opens_at.is_none_or(|opens| *closes > opens));
    challenge.judging_until = times.judging_until;
    challenge.reveal_at = times.reveal_at;
    challenge.option_days = brief.option_days;
    challenge.rights = brief.rights.unwrap_or(RightsTemplate::CreatorKeeps);
    challenge.royalty = Json(brief.royalty.clone().unwrap_or_default());
    challenge.max_team = brief.max_team;
    challenge.max_entries_per_person = brief.max_entries_per_person;
    challenge.public_vote = brief.public_vote;
    challenge.content = Json(brief);
}

/// Saves the row as the next version, or refuses because somebody else was faster.
fn save(tx: &mut Tx, challenge: &mut Challenge) -> Result<()> {
    let seen = challenge.version;
    challenge.version = seen + 1;
    challenge.updated_at = tx.now;
    match store::save(tx, challenge, seen)? {
        0 => Err(Code::VersionConflict.into()),
        _ => Ok(()),
    }
}

fn record(tx: &mut Tx, challenge: &Challenge, kind: &str, by: Option<&AccountId>, data: serde_json::Value) -> Result<()> {
    crate::events::record(tx, kind, challenge.id.as_str(), by, data)
}

/// An address that nobody has yet: the title, and a number when it is taken.
fn free_slug(tx: &mut Tx, title: &str) -> Result<String> {
    let wanted = if title.trim().is_empty() { "izziv".to_owned() } else { slugify(title) };
    for number in 1..50 {
        let slug = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        if !store::slug_is_taken(tx, &slug)? {
            return Ok(slug);
        }
    }
    Ok(format!("{wanted}-{}", tx.secret().to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>()))
}
