//! Entering at the wire: beginning, writing, submitting, withdrawing, and a person's own entries.
//!
//! All paths begin with `/entries`, so that the log tells none of them from another.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};

use super::enter::{self, BeginEntry, EntryReceipt, EntryView, MyEntries};
use super::results::{self, EntryVerdict};
use crate::entries::{self, EntryContent};
use crate::identity::SignedIn;
use crate::kit::Result;
use crate::kit::id::EntryId;
use crate::web::{App, Created, IfMatch, Json, Language, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(begin_entry)
        .service(list_my_entries)
        .service(show_entry)
        .service(save_entry)
        .service(submit_entry)
        .service(withdraw_entry)
        .service(show_entry_verdict);
}

/// The words as they are now.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveEntry {
    /// All of them.
    pub content: EntryContent,
}

/// Begins an entry to a challenge that is open, with rights and originality accepted.
#[utoipa::path(tag = "entries", request_body = BeginEntry, security(("bearer" = [])), responses((status = 201, body = EntryView), Problems))]
#[post("/entries")]
async fn begin_entry(app: App, who: SignedIn, language: Language, new: Json<BeginEntry>) -> Result<Created<EntryView>> {
    app.write(move |tx| {
        let id = enter::begin(tx, &who, &new)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Created)
}

/// The caller's own entries, the newest first.
#[utoipa::path(tag = "entries", security(("bearer" = [])), responses((status = 200, body = MyEntries), Problems))]
#[get("/entries")]
async fn list_my_entries(app: App, who: SignedIn, language: Language) -> Result<Json<MyEntries>> {
    app.read(move |tx| enter::mine(tx, &who, language.0)).await.map(Json)
}

/// An entry, for its team.
#[utoipa::path(tag = "entries", params(EntryId), security(("bearer" = [])), responses((status = 200, body = EntryView), Problems))]
#[get("/entries/{id}")]
async fn show_entry(app: App, who: SignedIn, id: Path<EntryId>, language: Language) -> Result<Json<EntryView>> {
    app.read(move |tx| enter::view(tx, &who, &id, language.0)).await.map(Json)
}

/// Writes the words of an entry while its challenge is open.
#[utoipa::path(tag = "entries", params(EntryId, ("If-Match" = String, Header)), request_body = SaveEntry, security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[put("/entries/{id}/draft")]
async fn save_entry(
    app: App,
    who: SignedIn,
    id: Path<EntryId>,
    seen: IfMatch,
    language: Language,
    new: Json<SaveEntry>,
) -> Result<Json<EntryView>> {
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &id)?;
        entries::save(tx, &seat, seen.0, &new.content)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Submits what is written as the next version; the last before the close counts.
#[utoipa::path(tag = "entries", params(EntryId), security(("bearer" = [])), responses((status = 201, body = EntryReceipt), Problems))]
#[post("/entries/{id}/submission")]
async fn submit_entry(app: App, who: SignedIn, id: Path<EntryId>) -> Result<Created<EntryReceipt>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| enter::submit(tx, &who, &id, &base_url)).await.map(Created)
}

/// Withdraws an entry: its words and files are erased.
#[utoipa::path(tag = "entries", params(EntryId), security(("bearer" = [])), responses((status = 200, body = EntryView), Problems))]
#[post("/entries/{id}/withdrawal")]
async fn withdraw_entry(app: App, who: SignedIn, id: Path<EntryId>, language: Language) -> Result<Json<EntryView>> {
    let base_url = app.settings().base_url.clone();
    let view = app
        .write(move |tx| {
            enter::withdraw(tx, &who, &id, &base_url)?;
            enter::view(tx, &who, &id, language.0)
        })
        .await?;
    entries::erase_due(&app).await?;
    Ok(Json(view))
}

/// Place, points and reasons, for the team, after the reveal.
#[utoipa::path(tag = "entries", params(EntryId), security(("bearer" = [])), responses((status = 200, body = EntryVerdict), Problems))]
#[get("/entries/{id}/verdict")]
async fn show_entry_verdict(app: App, who: SignedIn, id: Path<EntryId>, language: Language) -> Result<Json<EntryVerdict>> {
    app.read(move |tx| results::verdict(tx, &who, &id, language.0)).await.map(Json)
}
