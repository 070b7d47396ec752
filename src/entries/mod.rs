//! Entries: what teams answer to a challenge, sealed for everybody else until the close.
//!
//! ```text
//! draft -> submitted (versions 1, 2, …; the last before the close counts)
//!    \---------\-> withdrawn: words and files are gone
//! ```
//!
//! It guards: nobody is in a team who has not accepted the rights and declared the work to be their own, so nothing is
//! uploaded before that; the shares of a team come to 100 % at every moment, and a version is submitted only when each
//! member agrees to theirs; a person is part of no more entries than the challenge allows (a unique index counts) and a team
//! is no larger than it allows (a counter does). Only a [`Seat`] opens an entry, and only the team has one: whoever else
//! asks for its id, or for one that does not exist, is answered alike.
//!
//! Entries record no events and queue no work of their own: a log or a list of jobs would tell of them. They know nothing
//! of the challenge but its id and limits; whether it is open is asked by the flow.

mod files;
mod model;
pub mod paper;
mod store;
mod team;

pub use files::{
    Prepared, add_file, describe_file, discard, erase_due, file, files, files_of, keep, prepare_document, prepare_picture, remove_file,
    reserve,
};
pub use model::{
    Entry, EntryContent, EntryFile, EntryFileKind, EntryMember, EntryStatus, EntryVersion, Limits, Member, ShownFile, TeamInvitation,
    TeamInvitationStatus, WHOLE_BP,
};
pub use team::{
    Acceptance, accept, agree, invitation, invitations, invite, members, propose_shares, remove_member, revoke, set_studio, takes_part,
};

use crate::db::Tx;
use crate::kit::check::Check;
use crate::kit::guard;
use crate::kit::id::{AccountId, ChallengeId, EntryId};
use crate::kit::json::Json;
use crate::kit::text::sha256_hex;
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// The proof that a person is in the team of an entry.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The entry.
    pub entry: Entry,
    /// The person's place in its team.
    pub me: EntryMember,
}

impl Seat {
    /// Goes on only while the entry was not taken back.
    pub fn standing(&self) -> Result<()> {
        if self.entry.status == EntryStatus::Withdrawn { Err(Code::EntryWithdrawn.into()) } else { Ok(()) }
    }

    /// Goes on only for whoever leads the team.
    pub fn leads(&self) -> Result<()> {
        if self.me.leads { Ok(()) } else { Err(Code::EntryLeadOnly.into()) }
    }
}

/// The seat of a person in an entry; nobody else finds it.
pub fn seat(tx: &mut Tx, account: &AccountId, id: &EntryId) -> Result<Seat> {
    let found = if guard::off("entry_seat") { store::any_seat(tx, id)? } else { store::seat(tx, account, id)? };
    found.map(|(entry, me)| Seat { entry, me }).ok_or_else(Error::not_found)
}

/// The seats of a person, newest entry first.
pub fn mine(tx: &mut Tx, account: &AccountId) -> Result<Vec<Seat>> {
    Ok(store::of_account(tx, account)?.into_iter().map(|(entry, me)| Seat { entry, me }).collect())
}

/// Begins an entry: alone, with the whole share. Refused (`entry_limit`) to who is part of as many as the challenge allows.
pub fn begin(tx: &mut Tx, account: &AccountId, challenge: &ChallengeId, limits: &Limits, acceptance: &Acceptance) -> Result<Entry> {
    acceptance.check(limits)?;
    let entry = Entry {
        id: tx.id(),
        handle: tx.secret(),
        challenge_id: challenge.clone(),
        status: EntryStatus::Draft,
        content: Json(EntryContent::default()),
        version: 1,
        submitted_versions: 0,
        team_size: 1,
        created_at: tx.now,
        updated_at: tx.now,
        withdrawn_at: None,
    };
    store::insert(tx, &entry)?;
    let founder = EntryMember {
        leads: true,
        share_bp: WHOLE_BP,
        agreed_bp: Some(WHOLE_BP),
        ..team::newcomer(tx, &entry, account, limits, acceptance)
    };
    team::take_slot(tx, founder, limits)?;
    Ok(entry)
}

/// Writes the words. Refused (`version_conflict`) when another member changed them meanwhile.
pub fn save(tx: &mut Tx, seat: &Seat, version: i64, content: &EntryContent) -> Result<Entry> {
    seat.standing()?;
    let content = content.tidied();
    content.check()?;
    if !store::save(tx, &seat.entry.id, version, &content)? {
        return Err(Code::VersionConflict.into());
    }
    store::find(tx, &seat.entry.id)?.ok_or_else(Error::not_found)
}

/// Submits what is written as the next version. Refused while something is missing or somebody has not agreed to their share.
pub fn submit(tx: &mut Tx, seat: &Seat) -> Result<EntryVersion> {
    seat.standing()?;
    let members = store::members(tx, &seat.entry.id)?;
    let mut check = Check::new();
    seat.entry.content.complete(&mut check);
    check.done()?;
    if !members.iter().all(EntryMember::agrees) {
        return Err(Code::EntrySharesOpen.into());
    }
    let files: Vec<ShownFile> =
        store::files(tx, &seat.entry.id)?.into_iter().map(|file| ShownFile { id: file.id, caption: file.caption }).collect();
    if !store::count_version(tx, &seat.entry)? {
        return Err(Code::VersionConflict.into());
    }
    let number = seat.entry.submitted_versions + 1;
    let team: Vec<Member> = members.into_iter().map(Member::from).collect();
    let told = serde_json::json!([seat.entry.id, number, seat.entry.content.0, files, team, tx.now]);
    let version = EntryVersion {
        id: tx.id(),
        entry_id: seat.entry.id.clone(),
        number,
        content: seat.entry.content.clone(),
        files: Json(files),
        team: Json(team),
        receipt: sha256_hex(&told.to_string())[..16].to_uppercase(),
        submitted_by: seat.me.account_id.clone(),
        submitted_at: tx.now,
    };
    store::insert_version(tx, &version)?;
    Ok(version)
}

/// Takes an entry back, for whoever leads it: words and files are gone from every version, and each member may enter anew.
pub fn withdraw(tx: &mut Tx, seat: &Seat) -> Result<()> {
    seat.leads()?;
    if !store::withdraw(tx, &seat.entry.id)? {
        return Err(Code::EntryWithdrawn.into());
    }
    for file in store::all_files(tx, &seat.entry.id)? {
        files::take_away(tx, &file)?;
    }
    Ok(())
}

/// What was submitted of an entry, oldest first.
pub fn versions(tx: &mut Tx, id: &EntryId) -> Result<Vec<EntryVersion>> {
    Ok(store::versions(tx, id)?)
}

/// The answers to a challenge that was closed, each with the version that counts, in the order of their random handles.
pub fn standing(tx: &mut Tx, challenge: &ChallengeId, closed_at: Instant) -> Result<Vec<(Entry, EntryVersion)>> {
    Ok(store::standing(tx, challenge, closed_at)?)
}

/// Who made an entry, with shares that come to 10,000: as the last version says, else as the team stands.
pub fn team(tx: &mut Tx, entry: &EntryId) -> Result<Vec<Member>> {
    match store::versions(tx, entry)?.pop() {
        Some(last) => Ok(last.team.0),
        None => Ok(store::members(tx, entry)?.into_iter().map(Member::from).collect()),
    }
}

/// What an entry is called: as the last version says, else as it is being written.
pub fn title(tx: &mut Tx, entry: &EntryId) -> Result<String> {
    match store::versions(tx, entry)?.pop() {
        Some(last) => Ok(last.content.0.title),
        None => Ok(store::find(tx, entry)?.ok_or_else(Error::not_found)?.content.0.title),
    }
}

impl From<EntryMember> for Member {
    fn from(member: EntryMember) -> Member {
        Member { user: member.account_id, studio: member.studio_id, share_bp: member.share_bp }
    }
}

/// Everybody in the team of an entry that was begun and never submitted, for letters of the clock.
pub fn unsubmitted(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<EntryMember>> {
    Ok(store::unsubmitted(tx, challenge)?)
}

/// Everybody in the team of an entry to this challenge that was not taken back, for letters of the clock.
pub fn entrants(tx: &mut Tx, challenge: &ChallengeId) -> Result<Vec<(EntryId, EntryMember)>> {
    Ok(store::entrants(tx, challenge)?.into_iter().map(|member| (member.entry_id.clone(), member)).collect())
}
