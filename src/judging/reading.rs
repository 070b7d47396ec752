//! What the company reads after the reveal: every entry that counted, with its words, its files and who made it. Before that
//! it reads none, whatever handle it tries.

use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};

use super::bench::{self, JudgedChallenge, JuryFile};
use super::file_routes::{WidthQuery, sent};
use super::results::{PublicMember, public_team};
use super::{board, is_revealed, standing};
use crate::challenges::Challenge;
use crate::db::Tx;
use crate::entries::{self, Entry, EntryContent, EntryFile, EntryVersion};
use crate::identity::SignedIn;
use crate::juries;
use crate::kit::id::ChallengeId;
use crate::kit::locale::Locale;
use crate::kit::{Code, Error, Result};
use crate::web::{App, Json, Language, Path, Problems, Query, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.service(list_revealed_entries).service(show_revealed_entry).service(read_revealed_file);
}

/// Every entry of a challenge after its reveal.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RevealedEntries {
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// The best first.
    pub items: Vec<RevealedRow>,
}

/// An entry in the list.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RevealedRow {
    /// What it is known by.
    pub handle: String,
    /// Its place in the ranking.
    pub place: i32,
    /// What it is called.
    pub title: String,
    /// The idea in a sentence or two.
    pub summary: String,
    /// Who made it.
    pub team: Vec<PublicMember>,
}

/// An entry, whole.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RevealedEntry {
    /// The challenge.
    pub challenge: JudgedChallenge,
    /// What it is known by.
    pub handle: String,
    /// Its place in the ranking.
    pub place: i32,
    /// Of how many.
    pub of: i32,
    /// Who made it.
    pub team: Vec<PublicMember>,
    /// Its words.
    pub content: EntryContent,
    /// Pictures and papers.
    pub files: Vec<JuryFile>,
    /// The one before in the ranking.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
}

/// An entry that counted, with its place.
type Placed = (i32, Entry, EntryVersion);

/// What counted, in the order of the places. The phase is asked first, so that nothing before the reveal tells of an entry.
fn ranked(tx: &mut Tx, who: &SignedIn, id: &ChallengeId) -> Result<(Challenge, Vec<Placed>)> {
    let (challenge, _) = board::host(tx, who, id)?;
    if !is_revealed(&challenge) && !crate::kit::guard::off("entry_seal") {
        return Err(Code::ResultsNotOut.into());
    }
    let places = juries::places(tx, id)?;
    let place = |entry: &Entry| places.iter().find(|place| place.entry_id == entry.id).map_or(i32::MAX, |place| place.place);
    let stand = standing(tx, &challenge)?.into_iter();
    let mut ranked: Vec<_> = stand.map(|(entry, version)| (place(&entry), entry, version)).collect();
    ranked.sort_by_key(|(place, entry, _)| (*place, entry.handle.clone()));
    Ok((challenge, ranked))
}

fn list(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, locale: Locale) -> Result<RevealedEntries> {
    let (challenge, ranked) = ranked(tx, who, id)?;
    let mut items = Vec::with_capacity(ranked.len());
    for (place, entry, version) in ranked {
        let team = public_team(tx, &version.team)?;
        let EntryContent { title, summary, .. } = version.content.0;
        items.push(RevealedRow { handle: entry.handle, place, title, summary, team });
    }
    Ok(RevealedEntries { challenge: bench::judged_challenge(tx, &challenge, locale)?, items })
}

fn show(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, handle: &str, locale: Locale) -> Result<RevealedEntry> {
    let (challenge, ranked) = ranked(tx, who, id)?;
    let index = ranked.iter().position(|(_, entry, _)| entry.handle == handle).ok_or_else(Error::not_found)?;
    let beside = |index: Option<usize>| index.and_then(|index| ranked.get(index)).map(|(_, entry, _)| entry.handle.clone());
    let (place, entry, version) = &ranked[index];
    let files = entries::files_of(tx, &entry.id, version)?;
    Ok(RevealedEntry {
        challenge: bench::judged_challenge(tx, &challenge, locale)?,
        handle: entry.handle.clone(),
        place: *place,
        of: i32::try_from(ranked.len()).map_err(Error::internal)?,
        team: public_team(tx, &version.team)?,
        content: version.content.0.clone(),
        files: files.into_iter().map(JuryFile::of).collect(),
        previous: beside(index.checked_sub(1)),
        next: beside(Some(index + 1)),
    })
}

fn file(tx: &mut Tx, who: &SignedIn, id: &ChallengeId, handle: &str, file: &str) -> Result<(EntryFile, usize)> {
    let (_, ranked) = ranked(tx, who, id)?;
    let (_, entry, version) = ranked.into_iter().find(|(_, entry, _)| entry.handle == handle).ok_or_else(Error::not_found)?;
    let mut shown = entries::files_of(tx, &entry.id, &version)?.into_iter().zip(1..);
    shown.find(|(shown, _)| shown.handle == file).ok_or_else(Error::not_found)
}

/// Every entry with who made it, for the company, after the reveal.
#[utoipa::path(tag = "juries", params(ChallengeId), security(("bearer" = [])), responses((status = 200, body = RevealedEntries), Problems))]
#[get("/challenges/{id}/entries")]
async fn list_revealed_entries(app: App, who: SignedIn, id: Path<ChallengeId>, language: Language) -> Result<Json<RevealedEntries>> {
    app.read(move |tx| list(tx, &who, &id, language.0)).await.map(Json)
}

/// One entry, whole.
#[utoipa::path(tag = "juries", params(("id" = ChallengeId, Path), ("handle" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = RevealedEntry), Problems))]
#[get("/challenges/{id}/entries/{handle}")]
async fn show_revealed_entry(app: App, who: SignedIn, ids: Path<(ChallengeId, String)>, language: Language) -> Result<Json<RevealedEntry>> {
    app.read(move |tx| show(tx, &who, &ids.0, &ids.1, language.0)).await.map(Json)
}

/// A picture or a paper of an entry, for the company, after the reveal.
#[utoipa::path(tag = "juries", params(("id" = ChallengeId, Path), ("handle" = String, Path), ("file_handle" = String, Path), WidthQuery),
    security(("bearer" = [])), responses((status = 200, content((Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"))), Problems))]
#[get("/challenges/{id}/entries/{handle}/files/{file_handle}")]
async fn read_revealed_file(
    app: App,
    who: SignedIn,
    ids: Path<(ChallengeId, String, String)>,
    query: Query<WidthQuery>,
) -> Result<HttpResponse> {
    let (file, number) = app.read(move |tx| file(tx, &who, &ids.0, &ids.1, &ids.2)).await?;
    sent(&app, &file, query.width, number).await
}
