//! A challenge among people: what a company does with it, who asks, who follows, and who must learn of what.
//!
//! The challenge is kept by `challenges`, organisations by `identity`, pictures by `media`; none of them knows the others. Here
//! they meet in one transaction: a company is named only if it is there, and whoever follows a challenge learns in their own
//! language when it opens, when its deadline moves and when it is called off. Who follows and who asks is told to nobody.

mod attachments;
mod desk_routes;
mod letters;
mod pipeline;
mod questions;
mod routes;
mod views;

pub use desk_routes::CopyChallengeTo;
pub use pipeline::{Obligation, ObligationLight, PipelineRow};
pub use questions::{QuestionAnswer, answer, ask};
pub use routes::{BriefParty, NewChallenge, TermsInWords, in_words};
pub use views::{ChallengeRow, ChallengeView};

use crate::catalogue::{TermKind, Vocabularies};
use crate::challenges::{self, Brief, Challenge, ChallengeState, LaterDeadline};
use crate::db::Tx;
use crate::desk::{self, Subject};
use crate::identity::{self, Contact, Coordinator, OrganisationCard, OrganisationKind, OrganisationStatus, SignedIn};
use crate::kit::Result;
use crate::kit::error::{Code, Error, FieldError};
use crate::kit::id::{AccountId, ChallengeId, MediaId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::text::fold;
use crate::kit::time::{LocalDate, minutes};
use crate::mail::{self, Envelope, Letter};
use crate::media;
use crate::web::{App, Routes, Workers};

/// The routes of challenges.
pub fn routes(cfg: &mut Routes) {
    routes::routes(cfg);
    questions::routes(cfg);
    desk_routes::routes(cfg);
    attachments::routes(cfg);
}

/// Who can be named in a brief: every approved organisation but the studios, by name.
fn parties(tx: &mut Tx) -> Result<Vec<BriefParty>> {
    let found = identity::organisations::store::directory(tx, None, Some(OrganisationStatus::Approved))?;
    let named = found.into_iter().filter(|row| row.kind != OrganisationKind::Studio);
    let mut items: Vec<BriefParty> = named.map(|row| BriefParty { id: row.id, name: row.name, town: row.town, kind: row.kind }).collect();
    items.sort_by_key(|party| fold(&party.name));
    Ok(items)
}

/// Begins a brief for an organisation that may pose challenges.
pub fn begin(tx: &mut Tx, who: &SignedIn, organisation: &OrganisationId, brief: &Brief) -> Result<Challenge> {
    let member = identity::member(tx, who, organisation)?;
    known(tx, organisation, brief, "/content")?;
    challenges::begin(tx, &member, brief)
}

/// Keeps what was typed.
pub fn write_draft(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, seen: i64, brief: &Brief) -> Result<Challenge> {
    let (challenge, _) = challenges::owned(tx, who, id)?;
    known(tx, &challenge.organisation, brief, "")?;
    challenges::write_draft(tx, challenge, seen, brief)
}

/// Last year's brief again, opening on another day.
pub fn copy(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, opens: &LocalDate) -> Result<Challenge> {
    let (challenge, member) = challenges::owned(tx, who, id)?;
    challenges::copy(tx, &member, &challenge, opens)
}

/// A brief that worked, as a draft of a company in another town, in that town. The desk may copy what was published; the company goes on
/// from there.
pub fn copy_to(tx: &mut Tx, by: &Coordinator, id: &ChallengeId, to: &CopyChallengeTo) -> Result<Challenge> {
    let challenge = challenges::of(tx, id)?;
    if challenge.published_at.is_none() {
        return Err(Code::ChallengeState.because("Only a challenge that was published can be copied to another town."));
    }
    let card = identity::organisation_card(tx, &to.organisation_id)?.filter(|card| card.status == OrganisationStatus::Approved);
    let card = card.ok_or_else(|| Code::Invalid.at("/organisation_id", "unknown", "Choose an approved company from the list."))?;
    let said = to.town.as_deref().map(str::trim).filter(|town| !town.is_empty());
    let there =
        challenges::Elsewhere { organisation: &to.organisation_id, kind: card.kind, town: said.or(card.town.as_deref()).unwrap_or("") };
    challenges::copy_for(tx, &by.account, &challenge, &there, &to.opens)
}

/// Publishes an approved challenge before its hour.
pub fn publish(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<Challenge> {
    let (challenge, member) = challenges::owned(tx, who, id)?;
    challenges::publish(tx, challenge, &member.account)
}

/// Moves the deadline later; everybody who follows or takes part is told.
pub fn extend(tx: &mut Tx, who: &SignedIn, home: &str, id: &ChallengeId, seen: i64, later: &LaterDeadline) -> Result<Challenge> {
    let (challenge, member) = challenges::owned(tx, who, id)?;
    let changed = challenges::extend(tx, challenge, seen, later, &member.account)?;
    let what = format!("deadline:{}", changed.version);
    tell(tx, &changed, &what, |contact| letters::deadline_moved(contact.locale, home, &changed, &later.reason))?;
    Ok(changed)
}

/// Calls it off before there is a result. What lies at the desk is taken back first; everybody concerned is told.
pub fn cancel(tx: &mut Tx, who: &SignedIn, home: &str, id: &ChallengeId, reason: &str, message: &Translations) -> Result<Challenge> {
    let (challenge, member) = challenges::owned(tx, who, id)?;
    member.manager()?;
    call_off(tx, who, home, challenge, reason, message)
}

/// The desk calls it off in the company's place.
pub fn cancel_by_desk(
    tx: &mut Tx,
    by: &Coordinator,
    home: &str,
    id: &ChallengeId,
    reason: &str,
    message: &Translations,
) -> Result<Challenge> {
    let challenge = challenges::of(tx, id)?;
    if challenge.state == ChallengeState::Submitted {
        return Err(Code::ChallengeState.because("It waits in the queue. Decide on it there."));
    }
    let changed = challenges::cancel(tx, challenge, reason, message, &by.account)?;
    tell_cancelled(tx, home, &changed)?;
    for contact in identity::contacts(tx, &changed.organisation)? {
        let letter = letters::cancelled(contact.locale, home, &changed);
        send(tx, &changed, "cancelled-company", contact, letter)?;
    }
    Ok(changed)
}

fn call_off(tx: &mut Tx, who: &SignedIn, home: &str, challenge: Challenge, reason: &str, message: &Translations) -> Result<Challenge> {
    let challenge = match challenge.state {
        ChallengeState::Submitted => {
            desk::withdraw(tx, who, &Subject::Challenge(challenge.id.clone()))?;
            challenges::of(tx, &challenge.id)?
        }
        _ => challenge,
    };
    let changed = challenges::cancel(tx, challenge, reason, message, &who.account)?;
    tell_cancelled(tx, home, &changed)?;
    Ok(changed)
}

fn tell_cancelled(tx: &mut Tx, home: &str, changed: &Challenge) -> Result<()> {
    tell(tx, changed, "cancelled", |contact| letters::cancelled(contact.locale, home, changed))
}

/// Everybody who must learn of a change, each once: those who follow it.
pub fn recipients(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<AccountId>> {
    challenges::followers(tx, challenge)
}

/// Writes to everybody who must learn of it.
pub fn tell(tx: &mut Tx, challenge: &Challenge, what: &str, letter: impl Fn(&Contact) -> Letter) -> Result<()> {
    for account in recipients(tx, &challenge.id)? {
        if let Some(contact) = identity::contact(tx, &account)? {
            let letter = letter(&contact);
            send(tx, challenge, what, contact, letter)?;
        }
    }
    Ok(())
}

pub(super) fn send(tx: &mut Tx, challenge: &Challenge, what: &str, to: Contact, letter: Letter) -> Result<()> {
    let key = format!("challenge-{what}:{}:{}", challenge.id, to.account);
    mail::queue(tx, Envelope { to: to.email, name: to.name, locale: to.locale, key }, letter)
}

/// What the clock does each minute.
pub fn jobs(workers: &mut Workers) {
    workers.every("challenges.clock", minutes(1), |app, _| Box::pin(run_clock(app)));
}

async fn run_clock(app: App) -> Result<()> {
    let home = app.url("");
    loop {
        let home = home.clone();
        if app.write(move |tx| tick(tx, &home)).await? == 0 {
            return Ok(());
        }
    }
}

/// One round of the clock: what was due is moved, and who follows it is told that it takes entries.
pub fn tick(tx: &mut Tx, home: &str) -> Result<usize> {
    let moved = challenges::tick(tx)?;
    for challenge in moved.iter().filter(|challenge| challenge.state == ChallengeState::Open) {
        tell(tx, challenge, "opened", |contact| letters::opened(contact.locale, home, challenge))?;
    }
    Ok(moved.len())
}

/// Every company and partner that the brief names is there and approved, every technique is known, and the picture is the
/// company's own.
fn known(tx: &mut Tx, owner: &OrganisationId, brief: &Brief, at: &str) -> Result<()> {
    let partners = brief.partners.iter().filter_map(|partner| partner.organisation_id.clone());
    let named: Vec<OrganisationId> = brief.host_ids.iter().cloned().chain(partners).collect();
    let cards = OrganisationCard::all(tx, &named)?;
    let good = |id: &OrganisationId| cards.iter().any(|card| card.id == *id && card.status == OrganisationStatus::Approved);
    let mut wrong = Vec::new();
    for (index, host) in brief.host_ids.iter().enumerate() {
        if !good(host) || host == owner {
            wrong.push(unknown(format!("{at}/host_ids/{index}")));
        }
    }
    for (index, partner) in brief.partners.iter().enumerate() {
        if partner.organisation_id.as_ref().is_some_and(|id| !good(id)) {
            wrong.push(unknown(format!("{at}/partners/{index}/organisation_id")));
        }
    }
    let words = Vocabularies::load(tx)?;
    for (index, code) in brief.techniques.iter().enumerate() {
        if words.term(TermKind::Technique, code).is_none() {
            let detail = "Choose a technique from the list of GET /vocabularies.".to_owned();
            wrong.push(FieldError { pointer: format!("{at}/techniques/{index}"), code: "unknown".to_owned(), detail });
        }
    }
    if !wrong.is_empty() {
        return Err(Code::Invalid.with_fields(wrong));
    }
    picture_is_theirs(tx, owner, brief.cover_media_id.as_ref(), &format!("{at}/cover_media_id"))
}

fn unknown(pointer: String) -> FieldError {
    let detail = "Choose an approved organisation from the list, another one than your own.".to_owned();
    FieldError { pointer, code: "organisation_unknown".to_owned(), detail }
}

fn picture_is_theirs(tx: &mut Tx, owner: &OrganisationId, picture: Option<&MediaId>, pointer: &str) -> Result<()> {
    let Some(picture) = picture else { return Ok(()) };
    match media::is_of(tx, owner, picture)? {
        true => Ok(()),
        false => Err(Code::Invalid.at(pointer, "picture_unknown", "Choose one of your own pictures, or upload it first.")),
    }
}

/// A challenge that the public may read; any other is not there.
pub(super) fn public(tx: &mut Tx, id: &ChallengeId) -> Result<Challenge> {
    let challenge = challenges::of(tx, id)?;
    if challenge.is_public() { Ok(challenge) } else { Err(Error::not_found()) }
}
