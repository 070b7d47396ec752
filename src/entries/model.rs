//! Entries as rows, what a version freezes, and the rules that need no database.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{entries, entry_files, entry_invitations, entry_members, entry_versions};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, ChallengeId, EntryFileId, EntryId, EntryInvitationId, EntryVersionId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::text::plain;
use crate::kit::time::Instant;

/// All of an entry, in basis points.
pub const WHOLE_BP: i32 = 10_000;

crate::text_enum! {
    /// Where an entry stands.
    pub enum EntryStatus {
        /// Being written.
        Draft = "draft",
        /// Has a version that counts, unless it is withdrawn.
        Submitted = "submitted",
        /// Taken back; its words and files are gone.
        Withdrawn = "withdrawn",
    }
}

crate::text_enum! {
    /// What kind of file.
    pub enum EntryFileKind {
        /// A picture, made anew from its pixels.
        Picture = "picture",
        /// A PDF, without what it told of its writer.
        Document = "document",
    }
}

crate::text_enum! {
    /// Where an invitation to a team stands.
    pub enum TeamInvitationStatus {
        /// Waits for its answer.
        Pending = "pending",
        /// Made its reader a member.
        Accepted = "accepted",
        /// Taken back.
        Revoked = "revoked",
    }
}

/// What a challenge allows its entrants; the flow reads it there.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many people a team has at most.
    pub max_team: i32,
    /// How many entries one person may be part of.
    pub max_entries_per_person: i32,
    /// Which text of the rights is accepted.
    pub rights_text_version: String,
}

/// An entry, with the words that are being written.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = entries)]
pub struct Entry {
    /// For its team alone: it betrays when the entry was begun.
    pub id: EntryId,
    /// For everybody else: random.
    pub handle: String,
    /// What it answers.
    pub challenge_id: ChallengeId,
    /// Where it stands.
    pub status: EntryStatus,
    /// The words, as they are being written.
    pub content: Json<EntryContent>,
    /// Counts the changes of the words.
    pub version: i64,
    /// How many versions were submitted.
    pub submitted_versions: i32,
    /// How many people are in the team.
    pub team_size: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When its words were last changed.
    pub updated_at: Instant,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
}

/// The words of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EntryContent {
    /// What it is called.
    #[schema(max_length = 120)]
    pub title: String,
    /// The idea in a sentence or two.
    #[schema(max_length = 400)]
    pub summary: String,
    /// What it is, how it is used, why.
    #[schema(max_length = 8000)]
    pub description: String,
    /// How it is made: a sketch of the process.
    #[schema(max_length = 4000)]
    pub process: String,
    /// What it is made of, and how much of the material offered.
    #[schema(max_length = 2000)]
    pub materials: String,
    /// What making one piece costs, in cents: a sketch.
    #[schema(minimum = 0, maximum = 100000000)]
    pub making_cents: Option<i64>,
    /// What one piece is sold for, in cents: a sketch.
    #[schema(minimum = 0, maximum = 100000000)]
    pub price_cents: Option<i64>,
    /// For how many pieces the sketch is reckoned.
    #[schema(minimum = 1, maximum = 1000000)]
    pub pieces: Option<i32>,
}

impl EntryContent {
    /// The same words without what is not seen.
    pub fn tidied(&self) -> EntryContent {
        EntryContent {
            title: plain(&self.title).replace('\n', " "),
            summary: plain(&self.summary),
            description: plain(&self.description),
            process: plain(&self.process),
            materials: plain(&self.materials),
            ..*self
        }
    }

    /// Refuses what is too long to keep.
    pub fn check(&self) -> crate::kit::Result<()> {
        let mut check = Check::new();
        check.text("/content/title", &self.title, 0..=120).text("/content/summary", &self.summary, 0..=400);
        check.text("/content/description", &self.description, 0..=8_000).text("/content/process", &self.process, 0..=4_000);
        check.text("/content/materials", &self.materials, 0..=2_000);
        let cents = |cents: Option<i64>| cents.is_none_or(|cents| (0..=100_000_000).contains(&cents));
        check.that(cents(self.making_cents), "/content/making_cents", "out_of_range", "Write a cost of at most 1,000,000 €.");
        check.that(cents(self.price_cents), "/content/price_cents", "out_of_range", "Write a price of at most 1,000,000 €.");
        let pieces = self.pieces.is_none_or(|pieces| (1..=1_000_000).contains(&pieces));
        check.that(pieces, "/content/pieces", "out_of_range", "Write a number of pieces from 1 to 1,000,000.");
        check.done()
    }

    /// Refuses what cannot be judged yet.
    pub fn complete(&self, check: &mut Check) {
        check.text("/content/title", &self.title, 2..=120);
        check.text("/content/summary", &self.summary, 10..=400);
        check.text("/content/description", &self.description, 40..=8_000);
    }
}

/// Somebody's place in a team.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = entry_members)]
pub struct EntryMember {
    /// In which entry.
    pub entry_id: EntryId,
    /// Who.
    pub account_id: AccountId,
    /// Of which challenge.
    pub challenge_id: ChallengeId,
    /// Which of the entries that a person may be part of; none once it is withdrawn.
    pub slot: Option<i32>,
    /// For which studio.
    pub studio_id: Option<OrganisationId>,
    /// Whether this is the one who began it.
    pub leads: bool,
    /// The share, as it was last proposed.
    pub share_bp: i32,
    /// The share that was agreed to.
    pub agreed_bp: Option<i32>,
    /// Which text of the rights was accepted.
    pub rights_text_version: String,
    /// When.
    pub rights_accepted_at: Instant,
    /// When the work was declared to be one's own.
    pub originality_declared_at: Instant,
    /// Since when in the team.
    pub joined_at: Instant,
}

impl EntryMember {
    /// Whether this member agrees with the share as it is.
    pub fn agrees(&self) -> bool {
        self.agreed_bp == Some(self.share_bp)
    }
}

/// A member as a version freezes it, and as agreements pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user: AccountId,
    /// For which studio.
    pub studio: Option<OrganisationId>,
    /// Of 10,000.
    pub share_bp: i32,
}

/// An invitation to a team.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = entry_invitations)]
pub struct TeamInvitation {
    /// The invitation.
    pub id: EntryInvitationId,
    /// To which entry.
    pub entry_id: EntryId,
    /// The mailbox it was sent to.
    pub email: String,
    /// Where it stands.
    pub status: TeamInvitationStatus,
    /// What proves who holds the letter.
    pub token_hash: String,
    /// Who invited.
    pub invited_by: AccountId,
    /// When.
    pub created_at: Instant,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

/// A picture or a paper.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = entry_files)]
pub struct EntryFile {
    /// For the team alone.
    pub id: EntryFileId,
    /// For everybody else, and for its place among the blobs: random.
    pub handle: String,
    /// Whose.
    pub entry_id: EntryId,
    /// Picture or paper.
    pub kind: EntryFileKind,
    /// What it was called where it came from; for the team alone.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// Its place in the order.
    pub position: i32,
    /// Of the largest size; 0 for a paper.
    pub width_px: i32,
    /// Of the largest size; 0 for a paper.
    pub height_px: i32,
    /// The widths that are kept, ascending; none for a paper.
    pub widths: Json<Vec<u32>>,
    /// How large it was.
    pub size_bytes: i64,
    /// Who sent it.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: Instant,
    /// Out of the draft, kept for a version that shows it.
    pub removed: bool,
}

impl EntryFile {
    /// Where its blobs lie.
    pub fn blob_keys(&self) -> Vec<String> {
        match self.kind {
            EntryFileKind::Picture => self.widths.iter().map(|width| picture_key(&self.handle, *width)).collect(),
            EntryFileKind::Document => vec![document_key(&self.handle)],
        }
    }

    /// The blob of a width, or of the next larger, or of the largest; the paper itself.
    pub fn blob_key(&self, width_px: Option<u32>) -> String {
        match self.kind {
            EntryFileKind::Document => document_key(&self.handle),
            EntryFileKind::Picture => {
                let wanted = width_px.unwrap_or(u32::MAX);
                let width = self.widths.iter().find(|width| **width >= wanted).or(self.widths.last()).copied().unwrap_or(0);
                picture_key(&self.handle, width)
            }
        }
    }
}

/// Where a size of a picture lies.
pub fn picture_key(handle: &str, width_px: u32) -> String {
    format!("entries/{handle}-{width_px}.webp")
}

/// Where a paper lies.
pub fn document_key(handle: &str) -> String {
    format!("entries/{handle}.pdf")
}

/// A file as a version shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownFile {
    /// Which.
    pub id: EntryFileId,
    /// What it shows, as it was said then.
    pub caption: String,
}

/// What was submitted; never changed, but emptied when the entry is withdrawn.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = entry_versions)]
pub struct EntryVersion {
    /// Its id.
    pub id: EntryVersionId,
    /// Of which entry.
    pub entry_id: EntryId,
    /// From one upwards.
    pub number: i32,
    /// The words.
    pub content: Json<EntryContent>,
    /// The files, in order.
    pub files: Json<Vec<ShownFile>>,
    /// Who, with which share.
    pub team: Json<Vec<Member>>,
    /// What proves that this was submitted.
    pub receipt: String,
    /// Who pressed the button.
    pub submitted_by: AccountId,
    /// When.
    pub submitted_at: Instant,
}

/// Refuses shares that are not one whole, or not for everybody in the team once.
pub fn check_shares(members: &[EntryMember], shares: &[(AccountId, i32)]) -> crate::kit::Result<()> {
    let mut check = Check::new();
    let once = members.iter().all(|member| shares.iter().filter(|(account, _)| *account == member.account_id).count() == 1);
    check.that(once && shares.len() == members.len(), "/shares", "not_the_team", "Give a share to each member of the team, once.");
    check.that(shares.iter().all(|(_, bp)| (0..=WHOLE_BP).contains(bp)), "/shares", "out_of_range", "A share is between 0 and 100 %.");
    let sum: i64 = shares.iter().map(|(_, bp)| i64::from(*bp)).sum();
    check.that(sum == i64::from(WHOLE_BP), "/shares", "not_whole", "The shares must come to 100 % together.");
    check.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;

    fn team(count: usize) -> Vec<EntryMember> {
        let (ids, now) = (Ids::seeded(5), Instant::from_millis(1));
        let (entry_id, challenge_id): (EntryId, ChallengeId) = (ids.next(now), ids.next(now));
        let member = |index: usize| EntryMember {
            entry_id: entry_id.clone(),
            account_id: ids.next(now),
            challenge_id: challenge_id.clone(),
            slot: Some(0),
            studio_id: None,
            leads: index == 0,
            share_bp: 0,
            agreed_bp: None,
            rights_text_version: "1".to_owned(),
            rights_accepted_at: now,
            originality_declared_at: now,
            joined_at: now,
        };
        (0..count).map(member).collect()
    }

    #[test]
    fn shares_are_one_whole_for_everybody_once() {
        let team = team(3);
        let of = |parts: [i32; 3]| team.iter().map(|member| member.account_id.clone()).zip(parts).collect::<Vec<_>>();
        assert!(check_shares(&team, &of([3_334, 3_333, 3_333])).is_ok());
        assert!(check_shares(&team, &of([10_000, 0, 0])).is_ok());
        assert!(check_shares(&team, &of([3_333, 3_333, 3_333])).is_err());
        assert!(check_shares(&team, &of([12_000, -1_000, -1_000])).is_err());
        assert!(check_shares(&team, &of([5_000, 5_000, 0])[..2]).is_err());
        let mut twice = of([5_000, 5_000, 0]);
        twice[2] = twice[0].clone();
        assert!(check_shares(&team, &twice).is_err());
    }

    #[test]
    fn what_can_be_kept_is_not_yet_what_can_be_judged() {
        let draft = EntryContent { title: "Svečnik".to_owned(), ..EntryContent::default() };
        assert!(draft.check().is_ok());
        let mut check = Check::new();
        draft.complete(&mut check);
        assert!(check.done().is_err());
        assert!(EntryContent { price_cents: Some(-1), ..draft }.check().is_err());
    }
}
