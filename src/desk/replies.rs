//! Reasons that are given often, kept with their clause and in every language.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Ground, SavedReplyRow};
use super::store;
use crate::db::Tx;
use crate::identity::Coordinator;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::error::{Code, Error};
use crate::kit::id::ReplyId;
use crate::kit::locale::{Locale, Translations};
use crate::kit::time::Instant;

/// What a saved reply says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedReplyContent {
    /// How the desk calls it; each title once.
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// Law or terms.
    pub ground: Ground,
    /// Which law or clause.
    #[schema(min_length = 3, max_length = 200)]
    pub clause: String,
    /// The facts, with gaps to fill.
    pub facts: Translations,
}

/// A saved reply.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedReply {
    /// Its id.
    pub id: ReplyId,
    /// For `If-Match`.
    pub version: i64,
    /// What it says.
    pub content: SavedReplyContent,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl From<SavedReplyRow> for SavedReply {
    fn from(row: SavedReplyRow) -> SavedReply {
        let content = SavedReplyContent { title: row.title, ground: row.ground, clause: row.clause, facts: row.facts };
        SavedReply { id: row.id, version: row.version, content, updated_at: row.updated_at }
    }
}

/// All of them by title.
pub fn list(tx: &mut Tx) -> Result<Vec<SavedReply>> {
    Ok(store::replies(tx)?.into_iter().map(SavedReply::from).collect())
}

/// Keeps a new one.
pub fn add(tx: &mut Tx, by: &Coordinator, content: SavedReplyContent) -> Result<SavedReply> {
    check(tx, None, &content)?;
    let row = SavedReplyRow {
        id: tx.id(),
        title: content.title.trim().to_owned(),
        ground: content.ground,
        clause: content.clause,
        facts: content.facts,
        version: 1,
        created_by: by.account.clone(),
        updated_at: tx.now,
    };
    store::insert_reply(tx, &row)?;
    Ok(row.into())
}

/// Changes one whose version the caller has seen.
pub fn change(tx: &mut Tx, id: &ReplyId, seen: i64, content: SavedReplyContent) -> Result<SavedReply> {
    let before = store::reply(tx, id)?.ok_or_else(Error::not_found)?;
    check(tx, Some(id), &content)?;
    let row = SavedReplyRow {
        title: content.title.trim().to_owned(),
        ground: content.ground,
        clause: content.clause,
        facts: content.facts,
        version: seen + 1,
        updated_at: tx.now,
        ..before
    };
    if store::replace_reply(tx, &row, seen)? == 0 {
        return Err(Code::VersionConflict.into());
    }
    Ok(row.into())
}

/// Forgets one; decisions keep their own words.
pub fn remove(tx: &mut Tx, id: &ReplyId) -> Result<()> {
    if store::delete_reply(tx, id)? == 0 { Err(Error::not_found()) } else { Ok(()) }
}

fn check(tx: &mut Tx, own: Option<&ReplyId>, content: &SavedReplyContent) -> Result<()> {
    let same = store::reply_titled(tx, content.title.trim())?;
    let taken = same.is_some_and(|same| Some(&same.id) != own);
    Check::new()
        .text("/title", &content.title, 1..=120)
        .that(!taken, "/title", "title_taken", "There is a saved reply of this title. Choose another one.")
        .text("/clause", &content.clause, 3..=200)
        .texts("/facts", &content.facts, 1..=4_000)
        .that(content.facts.get(Locale::Sl).is_some(), "/facts/sl", "required", "Write the facts in Slovenian.")
        .done()
}
