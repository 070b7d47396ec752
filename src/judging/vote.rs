//! The public's vote, where the brief promised one: after the reveal, for so many days, one vote for each registered person,
//! none for one's own entry. Counts come out when it has ended, so that nobody votes for who leads.

use actix_web::{get, put};
use serde::{Deserialize, Serialize};

use super::results::{PublicMember, public_team};
use super::{is_revealed, standing};
use crate::challenges::{self, Challenge};
use crate::db::Tx;
use crate::entries::{Entry, EntryVersion};
use crate::identity::{self, SignedIn};
use crate::juries;
use crate::kit::id::AccountId;
use crate::kit::time::{Instant, days};
use crate::kit::{Code, Error, Result, guard};
use crate::web::{App, Json, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(show_public_vote).service(show_my_vote).service(cast_vote);
}

/// The public's vote on a challenge.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublicVote {
    /// Whether votes are taken now.
    pub open: bool,
    /// Until when.
    pub until: Instant,
    /// How many voted; not told before the end.
    pub total: Option<i32>,
    /// What can be voted for: by handle while the vote is open, the most voted first after that.
    pub items: Vec<VotedEntry>,
}

/// An entry that can be voted for.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VotedEntry {
    /// What it is known by.
    pub handle: String,
    /// What it is called.
    pub title: String,
    /// The idea in a sentence or two.
    pub summary: String,
    /// Who made it.
    pub team: Vec<PublicMember>,
    /// How many votes it has; not told before the end.
    pub votes: Option<i32>,
}

/// The reader's own vote.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MyVote {
    /// For which entry, if it was given.
    pub handle: Option<String>,
    /// When it was last changed.
    pub changed_at: Option<Instant>,
    /// The reader's own entries, which cannot be voted for.
    pub own: Vec<String>,
}

/// A vote.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CastVote {
    /// For which entry.
    #[schema(max_length = 60)]
    pub handle: String,
}

/// A challenge whose public votes, with the end of the vote. One without a vote is not there; before the reveal it is refused
/// (`results_not_out`), whether there are entries or not.
fn voted(tx: &mut Tx, slug: &str) -> Result<(Challenge, Instant)> {
    let challenge = challenges::by_slug(tx, slug)?.filter(Challenge::is_public).ok_or_else(Error::not_found)?;
    if !challenge.public_vote {
        return Err(Error::not_found());
    }
    match challenge.revealed_at.filter(|_| is_revealed(&challenge)) {
        Some(at) => {
            let until = end_of_vote(&challenge, at);
            Ok((challenge, until))
        }
        None => Err(Code::ResultsNotOut.into()),
    }
}

fn end_of_vote(challenge: &Challenge, revealed_at: Instant) -> Instant {
    revealed_at.plus(days(u64::try_from(challenge.content.vote_days).unwrap_or(0)))
}

fn is_own(version: &EntryVersion, account: &AccountId) -> bool {
    version.team.iter().any(|member| member.user == *account)
}

fn view(tx: &mut Tx, slug: &str) -> Result<PublicVote> {
    let (challenge, until) = voted(tx, slug)?;
    let over = tx.now >= until;
    let votes = juries::votes(tx, &challenge.id)?;
    let mut items = Vec::new();
    for (entry, version) in standing(tx, &challenge)? {
        let team = public_team(tx, &version.team)?;
        let own = votes.get(&entry.id).copied().unwrap_or(0);
        let (title, summary) = (version.content.title.clone(), version.content.summary.clone());
        items.push(VotedEntry { handle: entry.handle, title, summary, team, votes: over.then_some(own) });
    }
    items.sort_by_key(|item| (std::cmp::Reverse(item.votes), item.handle.clone()));
    let total = items.iter().filter_map(|item| item.votes).sum();
    Ok(PublicVote { open: !over, until, total: over.then_some(total), items })
}

fn mine(tx: &mut Tx, who: &SignedIn, slug: &str) -> Result<MyVote> {
    let account = identity::account(tx, who)?;
    let (challenge, _) = voted(tx, slug)?;
    let standing = standing(tx, &challenge)?;
    let vote = juries::vote_of(tx, &challenge.id, &account.id)?;
    let handle = |vote: &juries::Vote| standing.iter().find(|(entry, _)| entry.id == vote.entry_id).map(|(entry, _)| entry.handle.clone());
    let own = |(entry, version): &(Entry, EntryVersion)| is_own(version, &account.id).then(|| entry.handle.clone());
    Ok(MyVote {
        handle: vote.as_ref().and_then(handle),
        changed_at: vote.map(|vote| vote.changed_at),
        own: standing.iter().filter_map(own).collect(),
    })
}

/// Gives the caller's vote or changes it, until the vote ends. Refused for one's own entry (`own_vote`).
fn cast(tx: &mut Tx, who: &SignedIn, slug: &str, handle: &str) -> Result<MyVote> {
    let account = identity::account(tx, who)?;
    let (challenge, until) = voted(tx, slug)?;
    if tx.now >= until && !guard::off("vote_close") {
        return Err(Code::VoteOver.into());
    }
    let found = standing(tx, &challenge)?.into_iter().find(|(entry, _)| entry.handle == handle);
    let (entry, version) = found.ok_or_else(|| Code::Invalid.at("/handle", "unknown", "Choose one of the entries that are shown."))?;
    if is_own(&version, &account.id) && !guard::off("vote_own") {
        return Err(Code::OwnVote.into());
    }
    juries::vote(tx, &challenge.id, &account.id, &entry.id)?;
    mine(tx, who, slug)
}

/// A vote as its giver may take it along: where, for what, and when.
#[derive(Debug)]
pub struct GivenVote {
    /// The vote.
    pub vote: juries::Vote,
    /// What the entry is called; it is public since the reveal.
    pub title: Option<String>,
}

/// Everything that somebody voted.
pub fn given_by(tx: &mut Tx, account: &AccountId) -> Result<Vec<GivenVote>> {
    let mut given = Vec::new();
    for vote in juries::votes_by(tx, account)? {
        let challenge = challenges::of(tx, &vote.challenge_id)?;
        let title = standing(tx, &challenge)?.into_iter().find(|(entry, _)| entry.id == vote.entry_id);
        given.push(GivenVote { title: title.map(|(_, version)| version.content.title.clone()), vote });
    }
    Ok(given)
}

/// Takes somebody's votes back: while a vote is open it is as if it was never given; after that the sums stay, as they were told.
pub fn forget(tx: &mut Tx, account: &AccountId) -> Result<()> {
    for vote in juries::votes_by(tx, account)? {
        let challenge = challenges::of(tx, &vote.challenge_id)?;
        let over = challenge.revealed_at.is_some_and(|revealed| tx.now >= end_of_vote(&challenge, revealed));
        juries::forget_vote(tx, &vote, over)?;
    }
    Ok(())
}

/// What the public can vote for, and once it has ended what it voted.
#[utoipa::path(tag = "juries", params(("slug" = String, Path)), responses((status = 200, body = PublicVote), Problems))]
#[get("/storefront/challenges/{slug}/vote")]
async fn show_public_vote(app: App, slug: Path<String>) -> Result<Json<PublicVote>> {
    app.read(move |tx| view(tx, &slug)).await.map(Json)
}

/// The caller's own vote.
#[utoipa::path(tag = "juries", params(("slug" = String, Path)), security(("bearer" = [])), responses((status = 200, body = MyVote), Problems))]
#[get("/me/votes/{slug}")]
async fn show_my_vote(app: App, who: SignedIn, slug: Path<String>) -> Result<Json<MyVote>> {
    app.read(move |tx| mine(tx, &who, &slug)).await.map(Json)
}

/// Votes, or changes one's vote.
#[utoipa::path(tag = "juries", params(("slug" = String, Path)), request_body = CastVote, security(("bearer" = [])),
    responses((status = 200, body = MyVote), Problems))]
#[put("/me/votes/{slug}")]
async fn cast_vote(app: App, who: SignedIn, slug: Path<String>, new: Json<CastVote>) -> Result<Json<MyVote>> {
    app.write(move |tx| cast(tx, &who, &slug, &new.handle)).await.map(Json)
}
