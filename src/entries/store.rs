//! Queries of entries; the only file of them that speaks to the database.

use diesel::prelude::*;

use super::model::{
    Entry, EntryContent, EntryFile, EntryMember, EntryStatus, EntryVersion, ShownFile, TeamInvitation, TeamInvitationStatus,
};
use crate::db::schema::{entries, entry_erasures, entry_files, entry_invitations, entry_members, entry_versions};
use crate::db::{Among, Tx};
use crate::kit::id::{AccountId, ChallengeId, EntryFileId, EntryId, EntryInvitationId, OrganisationId};
use crate::kit::json::Json;
use crate::kit::time::Instant;

/// Writes a new entry.
pub fn insert(tx: &mut Tx, entry: &Entry) -> QueryResult<usize> {
    diesel::insert_into(entries::table).values(entry.clone()).execute(tx.db)
}

/// One.
pub fn find(tx: &mut Tx, id: &EntryId) -> QueryResult<Option<Entry>> {
    entries::table.find(id).select(Entry::as_select()).first(tx.db).optional()
}

/// One with a member's place in its team: one query, whether there is no such entry or it is another's.
pub fn seat(tx: &mut Tx, account: &AccountId, id: &EntryId) -> QueryResult<Option<(Entry, EntryMember)>> {
    entries::table
        .inner_join(entry_members::table.on(entry_members::entry_id.eq(entries::id)))
        .filter(entries::id.eq(id).and(entry_members::account_id.eq(account)))
        .select((Entry::as_select(), EntryMember::as_select()))
        .first(tx.db)
        .optional()
}

/// One with the place of whoever leads it, whoever asks; for the control of the seal's test.
pub fn any_seat(tx: &mut Tx, id: &EntryId) -> QueryResult<Option<(Entry, EntryMember)>> {
    entries::table
        .inner_join(entry_members::table.on(entry_members::entry_id.eq(entries::id)))
        .filter(entries::id.eq(id).and(entry_members::leads.eq(true)))
        .select((Entry::as_select(), EntryMember::as_select()))
        .first(tx.db)
        .optional()
}

/// Those whose team a person is in, newest first.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<(Entry, EntryMember)>> {
    entries::table
        .inner_join(entry_members::table.on(entry_members::entry_id.eq(entries::id)))
        .filter(entry_members::account_id.eq(account))
        .order(entries::id.desc())
        .select((Entry::as_select(), EntryMember::as_select()))
        .load(tx.db)
}

/// Submitted answers to a challenge with the last version before an instant, by handle.
pub fn standing(tx: &mut Tx, challenge: &ChallengeId, before: Instant) -> QueryResult<Vec<(Entry, EntryVersion)>> {
    let later = diesel::alias!(entry_versions as later);
    let overtaken = later.filter(
        later
            .field(entry_versions::entry_id)
            .eq(entry_versions::entry_id)
            .and(later.field(entry_versions::number).gt(entry_versions::number))
            .and(later.field(entry_versions::submitted_at).lt(before)),
    );
    entries::table
        .inner_join(entry_versions::table.on(entry_versions::entry_id.eq(entries::id)))
        .filter(entries::challenge_id.eq(challenge).and(entries::status.eq(EntryStatus::Submitted)))
        .filter(entry_versions::submitted_at.lt(before))
        .filter(diesel::dsl::not(diesel::dsl::exists(overtaken)))
        .order(entries::handle)
        .select((Entry::as_select(), EntryVersion::as_select()))
        .load(tx.db)
}

/// Writes the words, unless somebody else changed them meanwhile or the entry was taken back.
pub fn save(tx: &mut Tx, id: &EntryId, version: i64, content: &EntryContent) -> QueryResult<bool> {
    let seen = entries::table.find(id).filter(entries::version.eq(version).and(entries::status.ne(EntryStatus::Withdrawn)));
    let changed = diesel::update(seen)
        .set((entries::content.eq(Json(content.clone())), entries::version.eq(version + 1), entries::updated_at.eq(tx.now)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Counts a version that is being submitted, unless words or count are others than those seen.
pub fn count_version(tx: &mut Tx, entry: &Entry) -> QueryResult<bool> {
    let seen = entries::table.find(&entry.id).filter(
        entries::version
            .eq(entry.version)
            .and(entries::submitted_versions.eq(entry.submitted_versions))
            .and(entries::status.ne(EntryStatus::Withdrawn)),
    );
    let changed = diesel::update(seen)
        .set((entries::submitted_versions.eq(entry.submitted_versions + 1), entries::status.eq(EntryStatus::Submitted)))
        .execute(tx.db)?;
    Ok(changed == 1)
}

/// Writes what was submitted.
pub fn insert_version(tx: &mut Tx, version: &EntryVersion) -> QueryResult<usize> {
    diesel::insert_into(entry_versions::table).values(version.clone()).execute(tx.db)
}

/// What was submitted, oldest first.
pub fn versions(tx: &mut Tx, id: &EntryId) -> QueryResult<Vec<EntryVersion>> {
    entry_versions::table
        .filter(entry_versions::entry_id.eq(id))
        .order(entry_versions::number)
        .select(EntryVersion::as_select())
        .load(tx.db)
}

/// Takes back: no words are left, here or in what was submitted. False when it was taken back before.
pub fn withdraw(tx: &mut Tx, id: &EntryId) -> QueryResult<bool> {
    let standing = entries::table.find(id).filter(entries::status.ne(EntryStatus::Withdrawn));
    let nothing = EntryContent::default();
    let changed = diesel::update(standing)
        .set((
            entries::status.eq(EntryStatus::Withdrawn),
            entries::content.eq(Json(nothing.clone())),
            entries::version.eq(entries::version + 1),
            entries::withdrawn_at.eq(Some(tx.now)),
        ))
        .execute(tx.db)?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::update(entry_versions::table.filter(entry_versions::entry_id.eq(id)))
        .set((entry_versions::content.eq(Json(nothing)), entry_versions::files.eq(Json(Vec::<ShownFile>::new()))))
        .execute(tx.db)?;
    diesel::update(entry_members::table.filter(entry_members::entry_id.eq(id))).set(entry_members::slot.eq(None::<i32>)).execute(tx.db)?;
    let waiting = entry_invitations::entry_id.eq(id).and(entry_invitations::status.eq(TeamInvitationStatus::Pending));
    diesel::update(entry_invitations::table.filter(waiting))
        .set(entry_invitations::status.eq(TeamInvitationStatus::Revoked))
        .execute(tx.db)?;
    Ok(true)
}

// ── the team ──

/// Adds somebody; false when this place among their entries is taken.
pub fn insert_member(tx: &mut Tx, member: &EntryMember) -> QueryResult<bool> {
    Ok(each!(db in tx.db => diesel::insert_into(entry_members::table).values(member).on_conflict_do_nothing().execute(db))? == 1)
}

/// A place more in the team, while there is one.
pub fn grow(tx: &mut Tx, id: &EntryId, most: i32) -> QueryResult<bool> {
    let room = entries::table.find(id).filter(entries::team_size.lt(most).and(entries::status.ne(EntryStatus::Withdrawn)));
    Ok(diesel::update(room).set(entries::team_size.eq(entries::team_size + 1)).execute(tx.db)? == 1)
}

/// A place less, while nothing was submitted.
pub fn shrink(tx: &mut Tx, id: &EntryId) -> QueryResult<bool> {
    let unsent = entries::table.find(id).filter(entries::submitted_versions.eq(0).and(entries::status.eq(EntryStatus::Draft)));
    Ok(diesel::update(unsent).set(entries::team_size.eq(entries::team_size - 1)).execute(tx.db)? == 1)
}

/// Takes somebody out.
pub fn delete_member(tx: &mut Tx, id: &EntryId, account: &AccountId) -> QueryResult<usize> {
    diesel::delete(entry_members::table.find((id, account))).execute(tx.db)
}

/// The team, who leads first, then in the order in which they came.
pub fn members(tx: &mut Tx, id: &EntryId) -> QueryResult<Vec<EntryMember>> {
    entry_members::table
        .filter(entry_members::entry_id.eq(id))
        .order((entry_members::leads.desc(), entry_members::joined_at, entry_members::account_id))
        .select(EntryMember::as_select())
        .load(tx.db)
}

/// Proposes a share, with what was agreed so far.
pub fn set_share(tx: &mut Tx, member: &EntryMember, share_bp: i32, agreed_bp: Option<i32>) -> QueryResult<usize> {
    diesel::update(entry_members::table.find((&member.entry_id, &member.account_id)))
        .set((entry_members::share_bp.eq(share_bp), entry_members::agreed_bp.eq(agreed_bp)))
        .execute(tx.db)
}

/// Agrees to a share, if it is the one that was seen.
pub fn agree(tx: &mut Tx, id: &EntryId, account: &AccountId, share_bp: i32) -> QueryResult<bool> {
    let seen = entry_members::table.find((id, account)).filter(entry_members::share_bp.eq(share_bp));
    Ok(diesel::update(seen).set(entry_members::agreed_bp.eq(Some(share_bp))).execute(tx.db)? == 1)
}

/// For which studio somebody takes part.
pub fn set_studio(tx: &mut Tx, id: &EntryId, account: &AccountId, studio: Option<&OrganisationId>) -> QueryResult<usize> {
    diesel::update(entry_members::table.find((id, account))).set(entry_members::studio_id.eq(studio)).execute(tx.db)
}

/// Whether a person is in the team of an entry to this challenge that was not taken back.
pub fn takes_part(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId) -> QueryResult<bool> {
    let own = entry_members::table
        .filter(entry_members::challenge_id.eq(challenge).and(entry_members::account_id.eq(account)))
        .filter(entry_members::slot.is_not_null());
    diesel::select(diesel::dsl::exists(own)).get_result(tx.db)
}

/// Everybody in a team of this challenge whose entry was not taken back.
pub fn entrants(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<EntryMember>> {
    entry_members::table
        .filter(entry_members::challenge_id.eq(challenge).and(entry_members::slot.is_not_null()))
        .order((entry_members::entry_id, entry_members::account_id))
        .select(EntryMember::as_select())
        .load(tx.db)
}

/// Everybody in the team of an entry to this challenge that was never submitted.
pub fn unsubmitted(tx: &mut Tx, challenge: &ChallengeId) -> QueryResult<Vec<EntryMember>> {
    entry_members::table
        .inner_join(entries::table.on(entries::id.eq(entry_members::entry_id)))
        .filter(entries::challenge_id.eq(challenge).and(entries::status.eq(EntryStatus::Draft)))
        .order((entry_members::entry_id, entry_members::account_id))
        .select(EntryMember::as_select())
        .load(tx.db)
}

/// Invitations that wait for their answer, oldest first.
pub fn invitations(tx: &mut Tx, id: &EntryId) -> QueryResult<Vec<TeamInvitation>> {
    entry_invitations::table
        .filter(entry_invitations::entry_id.eq(id).and(entry_invitations::status.eq(TeamInvitationStatus::Pending)))
        .order(entry_invitations::id)
        .select(TeamInvitation::as_select())
        .load(tx.db)
}

/// Writes an invitation.
pub fn insert_invitation(tx: &mut Tx, invitation: &TeamInvitation) -> QueryResult<usize> {
    diesel::insert_into(entry_invitations::table).values(invitation.clone()).execute(tx.db)
}

/// The invitation that a secret belongs to, while it waits.
pub fn invitation_of(tx: &mut Tx, token_hash: &str) -> QueryResult<Option<TeamInvitation>> {
    entry_invitations::table
        .filter(entry_invitations::token_hash.eq(token_hash))
        .filter(entry_invitations::status.eq(TeamInvitationStatus::Pending))
        .filter(entry_invitations::expires_at.gt(tx.now))
        .select(TeamInvitation::as_select())
        .first(tx.db)
        .optional()
}

/// Answers an invitation; false when it was answered before.
pub fn answer_invitation(tx: &mut Tx, entry: &EntryId, id: &EntryInvitationId, status: TeamInvitationStatus) -> QueryResult<bool> {
    let waiting = entry_invitations::table
        .find(id)
        .filter(entry_invitations::entry_id.eq(entry).and(entry_invitations::status.eq(TeamInvitationStatus::Pending)));
    Ok(diesel::update(waiting).set(entry_invitations::status.eq(status)).execute(tx.db)? == 1)
}

// ── files ──

/// The files of the draft, in order.
pub fn files(tx: &mut Tx, id: &EntryId) -> QueryResult<Vec<EntryFile>> {
    entry_files::table
        .filter(entry_files::entry_id.eq(id).and(entry_files::removed.eq(false)))
        .order((entry_files::position, entry_files::id))
        .select(EntryFile::as_select())
        .load(tx.db)
}

/// Every file, also those that only a version shows.
pub fn all_files(tx: &mut Tx, id: &EntryId) -> QueryResult<Vec<EntryFile>> {
    entry_files::table.filter(entry_files::entry_id.eq(id)).select(EntryFile::as_select()).load(tx.db)
}

/// Writes a file.
pub fn insert_file(tx: &mut Tx, file: &EntryFile) -> QueryResult<usize> {
    diesel::insert_into(entry_files::table).values(file.clone()).execute(tx.db)
}

/// Says what a file shows.
pub fn set_caption(tx: &mut Tx, id: &EntryFileId, caption: &str) -> QueryResult<usize> {
    diesel::update(entry_files::table.find(id)).set(entry_files::caption.eq(caption)).execute(tx.db)
}

/// Takes a file out of the draft.
pub fn mark_removed(tx: &mut Tx, id: &EntryFileId) -> QueryResult<usize> {
    diesel::update(entry_files::table.find(id)).set(entry_files::removed.eq(true)).execute(tx.db)
}

/// Takes a file away.
pub fn delete_file(tx: &mut Tx, id: &EntryFileId) -> QueryResult<usize> {
    diesel::delete(entry_files::table.find(id)).execute(tx.db)
}

/// Remembers blobs to erase from an instant on.
pub fn plan_erasure(tx: &mut Tx, keys: &[String], due_at: Instant) -> QueryResult<()> {
    for key in keys {
        let row = (entry_erasures::blob_key.eq(key), entry_erasures::due_at.eq(due_at));
        each!(db in tx.db => diesel::insert_into(entry_erasures::table).values(row).on_conflict_do_nothing().execute(db))?;
    }
    Ok(())
}

/// Forgets blobs that were to be erased: they are erased, or in use.
pub fn forget_erasure(tx: &mut Tx, keys: &[String]) -> QueryResult<usize> {
    diesel::delete(entry_erasures::table.filter(entry_erasures::blob_key.among(keys))).execute(tx.db)
}

/// Blobs whose time has come.
pub fn due_erasures(tx: &mut Tx, count: i64) -> QueryResult<Vec<String>> {
    entry_erasures::table
        .filter(entry_erasures::due_at.le(tx.now))
        .order(entry_erasures::blob_key)
        .limit(count)
        .select(entry_erasures::blob_key)
        .load(tx.db)
}
