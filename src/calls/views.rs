//! A challenge as its company and the desk see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::challenges::brief::Completeness;
use crate::challenges::{self, Brief, Challenge, ChallengeState};
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::error::FieldError;
use crate::kit::id::{ChallengeId, MediaId, OrganisationId};
use crate::kit::locale::Translations;
use crate::kit::page::Page;
use crate::kit::time::Instant;

/// A challenge with everything its company works on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeView {
    /// Its id.
    pub id: ChallengeId,
    /// The company that poses it.
    pub organisation_id: OrganisationId,
    /// Its address for the public.
    pub slug: String,
    /// Where it stands now.
    pub state: ChallengeState,
    /// For `If-Match`.
    pub version: i64,
    /// The brief.
    pub content: Brief,
    /// What a submission still needs.
    pub missing: Vec<FieldError>,
    /// How complete each language is.
    pub completeness: Vec<Completeness>,
    /// When it may be read.
    pub publish_at: Option<Instant>,
    /// From when entries are taken.
    pub opens_at: Option<Instant>,
    /// Until when entries are taken.
    pub closes_at: Option<Instant>,
    /// Until when the jury judges.
    pub judging_until: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
    /// Every move of the deadline.
    pub deadline_moves: Vec<DeadlineMoveView>,
    /// How many questions wait for an answer.
    pub questions_waiting: usize,
    /// Why it was called off.
    pub state_message: Translations,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Its public page, if there is one.
    pub public_path: Option<String>,
}

/// A deadline that was moved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeadlineMoveView {
    /// When it was moved.
    pub moved_at: Instant,
    /// Where it stood.
    pub before: Instant,
    /// Where it stands since.
    pub after: Instant,
    /// Why.
    pub reason: String,
}

/// A challenge in its company's table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeRow {
    /// Its id.
    pub id: ChallengeId,
    /// Its address for the public.
    pub slug: String,
    /// Its title.
    pub title: Translations,
    /// Where it stands now.
    pub state: ChallengeState,
    /// From when entries are taken.
    pub opens_at: Option<Instant>,
    /// Until when entries are taken.
    pub closes_at: Option<Instant>,
    /// When the results come out.
    pub reveal_at: Option<Instant>,
    /// The picture above its page.
    pub cover_media_id: Option<MediaId>,
    /// How many questions wait for an answer.
    pub questions_waiting: usize,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// The whole view of one challenge.
pub fn view(tx: &mut Tx, challenge: Challenge) -> Result<ChallengeView> {
    let moves = challenges::deadlines(tx, &challenge.id)?;
    let waiting = challenges::waiting_questions(tx, std::slice::from_ref(&challenge.id))?.len();
    let missing = if challenge.state.is_written() { challenge.content.missing(tx.now) } else { Vec::new() };
    Ok(ChallengeView {
        missing,
        completeness: challenge.content.completeness(),
        state: challenge.phase(tx.now),
        public_path: challenge.is_public().then(|| format!("/izzivi/{}", challenge.slug)),
        deadline_moves: moves
            .into_iter()
            .map(|row| DeadlineMoveView { moved_at: row.moved_at, before: row.before_at, after: row.after_at, reason: row.reason })
            .collect(),
        questions_waiting: waiting,
        id: challenge.id,
        organisation_id: challenge.organisation,
        slug: challenge.slug,
        version: challenge.version,
        content: challenge.content.0,
        publish_at: challenge.publish_at,
        opens_at: challenge.opens_at,
        closes_at: challenge.closes_at,
        judging_until: challenge.judging_until,
        reveal_at: challenge.reveal_at,
        state_message: challenge.state_message,
        published_at: challenge.published_at,
        created_at: challenge.created_at,
        updated_at: challenge.updated_at,
    })
}

/// Rows of a table, with what waits counted.
pub fn rows(tx: &mut Tx, page: Page<Challenge>) -> Result<Page<ChallengeRow>> {
    let ids: Vec<ChallengeId> = page.items.iter().map(|challenge| challenge.id.clone()).collect();
    let waiting = challenges::waiting_questions(tx, &ids)?;
    let now = tx.now;
    Ok(page.map(|challenge| ChallengeRow {
        state: challenge.phase(now),
        questions_waiting: waiting.iter().filter(|id| **id == challenge.id).count(),
        id: challenge.id,
        slug: challenge.slug,
        title: challenge.title,
        opens_at: challenge.opens_at,
        closes_at: challenge.closes_at,
        reveal_at: challenge.reveal_at,
        cover_media_id: challenge.cover_media_id,
        updated_at: challenge.updated_at,
    }))
}
