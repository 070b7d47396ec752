//! The team of an entry: invited by letter, each with accepted rights and an agreed share.

use super::model::{EntryMember, Limits, TeamInvitation, TeamInvitationStatus, check_shares};
use super::{Entry, Seat, store};
use crate::db::Tx;
use crate::kit::id::{AccountId, ChallengeId, EntryInvitationId, OrganisationId};
use crate::kit::text::sha256_hex;
use crate::kit::time::days;
use crate::kit::{Code, Error, Result};

/// How long an invitation can be accepted.
const INVITED_DAYS: u64 = 14;

/// What everybody says before they are part of an entry.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Which text of the rights was read and accepted.
    pub rights_text_version: String,
    /// Whether it was accepted.
    pub rights: bool,
    /// Whether the work is declared to be one's own.
    pub originality: bool,
    /// For which studio, if for one.
    pub studio: Option<OrganisationId>,
}

impl Acceptance {
    /// Goes on only when both were said, of the text that is in force.
    pub(super) fn check(&self, limits: &Limits) -> Result<()> {
        if !self.rights || !self.originality {
            return Err(Code::RightsNotAccepted.into());
        }
        if self.rights_text_version != limits.rights_text_version {
            return Err(Code::RightsTextChanged.into());
        }
        Ok(())
    }
}

/// Somebody who joins without a share.
pub(super) fn newcomer(tx: &Tx, entry: &Entry, account: &AccountId, limits: &Limits, acceptance: &Acceptance) -> EntryMember {
    EntryMember {
        entry_id: entry.id.clone(),
        account_id: account.clone(),
        challenge_id: entry.challenge_id.clone(),
        slot: None,
        studio_id: acceptance.studio.clone(),
        leads: false,
        share_bp: 0,
        agreed_bp: None,
        rights_text_version: limits.rights_text_version.clone(),
        rights_accepted_at: tx.now,
        originality_declared_at: tx.now,
        joined_at: tx.now,
    }
}

/// Writes a member into the first free place among the entries that a person may be part of.
pub(super) fn take_slot(tx: &mut Tx, member: EntryMember, limits: &Limits) -> Result<()> {
    for slot in 0..limits.max_entries_per_person.max(1) {
        if store::insert_member(tx, &EntryMember { slot: Some(slot), ..member.clone() })? {
            return Ok(());
        }
    }
    Err(Code::EntryLimit.into())
}

/// The team, who leads first.
pub fn members(tx: &mut Tx, seat: &Seat) -> Result<Vec<EntryMember>> {
    Ok(store::members(tx, &seat.entry.id)?)
}

/// Invitations that wait.
pub fn invitations(tx: &mut Tx, seat: &Seat) -> Result<Vec<TeamInvitation>> {
    Ok(store::invitations(tx, &seat.entry.id)?)
}

/// Whether a person is in the team of an entry to this challenge.
pub fn takes_part(tx: &mut Tx, challenge: &ChallengeId, account: &AccountId) -> Result<bool> {
    Ok(store::takes_part(tx, challenge, account)?)
}

/// Invites a mailbox, in place of an earlier invitation to it; answers the invitation and its secret. Whether the mailbox
/// belongs to anybody, or to somebody who has entered already, is never told: only its reader learns that, on accepting.
pub fn invite(tx: &mut Tx, seat: &Seat, email: &str, limits: &Limits) -> Result<(TeamInvitation, String)> {
    seat.leads()?;
    seat.standing()?;
    let waiting = store::invitations(tx, &seat.entry.id)?;
    for earlier in waiting.iter().filter(|earlier| earlier.email == email) {
        store::answer_invitation(tx, &seat.entry.id, &earlier.id, TeamInvitationStatus::Revoked)?;
    }
    let others = waiting.iter().filter(|earlier| earlier.email != email && earlier.expires_at > tx.now).count();
    if seat.entry.team_size + i32::try_from(others).unwrap_or(i32::MAX) >= limits.max_team {
        return Err(Code::EntryTeamFull.into());
    }
    let secret = tx.secret();
    let invitation = TeamInvitation {
        id: tx.id(),
        entry_id: seat.entry.id.clone(),
        email: email.to_owned(),
        status: TeamInvitationStatus::Pending,
        token_hash: sha256_hex(&secret),
        invited_by: seat.me.account_id.clone(),
        created_at: tx.now,
        expires_at: tx.now.plus(days(INVITED_DAYS)),
    };
    store::insert_invitation(tx, &invitation)?;
    Ok((invitation, secret))
}

/// What a secret from a letter invites to.
pub fn invitation(tx: &mut Tx, secret: &str) -> Result<(TeamInvitation, Entry)> {
    let found = store::invitation_of(tx, &sha256_hex(secret))?.ok_or(Code::TokenSpent)?;
    let entry = store::find(tx, &found.entry_id)?.ok_or_else(Error::not_found)?;
    Ok((found, entry))
}

/// Takes an invitation back.
pub fn revoke(tx: &mut Tx, seat: &Seat, id: &EntryInvitationId) -> Result<()> {
    seat.leads()?;
    if store::answer_invitation(tx, &seat.entry.id, id, TeamInvitationStatus::Revoked)? { Ok(()) } else { Err(Error::not_found()) }
}

/// Joins the team, without a share as yet. Refused (`entry_limit`) to who is part of as many as the challenge allows, and
/// (`entry_team_full`) when others were faster.
pub fn accept(
    tx: &mut Tx,
    account: &AccountId,
    invitation: &TeamInvitation,
    entry: &Entry,
    limits: &Limits,
    acceptance: &Acceptance,
) -> Result<()> {
    acceptance.check(limits)?;
    if store::seat(tx, account, &entry.id)?.is_some() {
        return Err(Code::AlreadyMember.into());
    }
    if !store::answer_invitation(tx, &entry.id, &invitation.id, TeamInvitationStatus::Accepted)? {
        return Err(Code::TokenSpent.into());
    }
    if !store::grow(tx, &entry.id, limits.max_team)? {
        return Err(Code::EntryTeamFull.into());
    }
    let member = newcomer(tx, entry, account, limits, acceptance);
    take_slot(tx, member, limits)
}

/// Proposes shares for everybody. Whose share changes must agree anew; who proposes agrees by that.
pub fn propose_shares(tx: &mut Tx, seat: &Seat, shares: &[(AccountId, i32)]) -> Result<()> {
    seat.leads()?;
    seat.standing()?;
    let members = store::members(tx, &seat.entry.id)?;
    check_shares(&members, shares)?;
    for member in &members {
        let Some((_, share_bp)) = shares.iter().find(|(account, _)| *account == member.account_id) else { continue };
        let agreed_bp = if member.account_id == seat.me.account_id { Some(*share_bp) } else { member.agreed_bp };
        store::set_share(tx, member, *share_bp, agreed_bp)?;
    }
    Ok(())
}

/// Agrees to one's own share. Refused (`entry_shares_changed`) when it is another than the one that was seen.
pub fn agree(tx: &mut Tx, seat: &Seat, share_bp: i32) -> Result<()> {
    seat.standing()?;
    if store::agree(tx, &seat.entry.id, &seat.me.account_id, share_bp)? { Ok(()) } else { Err(Code::EntrySharesChanged.into()) }
}

/// For which studio a member takes part.
pub fn set_studio(tx: &mut Tx, seat: &Seat, studio: Option<&OrganisationId>) -> Result<()> {
    seat.standing()?;
    store::set_studio(tx, &seat.entry.id, &seat.me.account_id, studio)?;
    Ok(())
}

/// Takes a member out: whoever leads anyone else, the others themselves. Their share goes to who leads. Once something was
/// submitted nobody leaves any more: the version names them.
pub fn remove_member(tx: &mut Tx, seat: &Seat, account: &AccountId) -> Result<()> {
    if *account != seat.me.account_id {
        seat.leads()?;
    }
    let members = store::members(tx, &seat.entry.id)?;
    let leaving = members.iter().find(|member| member.account_id == *account).ok_or_else(Error::not_found)?;
    if leaving.leads {
        return Err(Code::EntryLeadStays.into());
    }
    if !store::shrink(tx, &seat.entry.id)? {
        return Err(Code::EntrySubmitted.into());
    }
    store::delete_member(tx, &seat.entry.id, account)?;
    if let Some(lead) = members.iter().find(|member| member.leads) {
        let share_bp = lead.share_bp + leaving.share_bp;
        store::set_share(tx, lead, share_bp, Some(share_bp))?;
    }
    Ok(())
}
