//! Inviting by mail, accepting, taking back.

use serde::Serialize;

use super::letters;
use super::model::{Invitation, InvitationStatus, MemberRole, MyOrganisation};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::accounts::{self, Account, fold_email};
use crate::identity::attempts;
use crate::identity::organisations::{self, OrganisationKind, OrganisationStatus};
use crate::identity::proofs::{Member, SignedIn};
use crate::kit::id::InvitationId;
use crate::kit::text::sha256_hex;
use crate::kit::time::{Instant, days};
use crate::kit::{Code, Error, Result};
use crate::mail::{self, Envelope};

/// An invitation as the organisation sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationView {
    /// The invitation.
    pub id: InvitationId,
    /// The mailbox it was sent to.
    pub email: String,
    /// In which role.
    pub role: MemberRole,
    /// `pending`, `accepted`, `revoked` or `expired`.
    pub status: String,
    /// The name of whoever invited.
    pub invited_by: String,
    /// When.
    pub created_at: Instant,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

/// An invitation as whoever holds its link sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationPreview {
    /// Where.
    pub organisation_name: String,
    /// What the organisation works as.
    pub kind: OrganisationKind,
    /// The name of whoever invited.
    pub invited_by: String,
    /// The mailbox it was sent to: sign in with it.
    pub email: String,
    /// In which role.
    pub role: MemberRole,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

impl Invitation {
    /// What the organisation sees of it.
    pub fn view(&self, invited_by: &str, now: Instant) -> InvitationView {
        let ran_out = self.status == InvitationStatus::Pending && self.expires_at <= now;
        InvitationView {
            id: self.id.clone(),
            email: self.email.clone(),
            role: self.role,
            status: if ran_out { "expired".to_owned() } else { self.status.to_string() },
            invited_by: invited_by.to_owned(),
            created_at: self.created_at,
            expires_at: self.expires_at,
        }
    }
}

/// Invites a mailbox, in place of an earlier invitation to it. Managers invite members only.
pub fn invite(tx: &mut Tx, by: &Member, email: &str, role: MemberRole, base_url: &str) -> Result<InvitationView> {
    by.manager()?;
    if role != MemberRole::Member {
        by.owner()?;
    }
    if by.status == OrganisationStatus::Closed {
        return Err(Code::OrganisationClosed.into());
    }
    attempts::charge(tx, attempts::INVITATION, by.organisation.as_str())?;
    let email = fold_email(email);
    let known = accounts::store::by_email(tx, &email)?;
    if let Some(known) = &known
        && store::of(tx, &by.organisation, &known.id)?.is_some()
    {
        return Err(Code::AlreadyMember.into());
    }
    store::revoke_for(tx, &by.organisation, &email)?;
    let inviter = accounts::store::find(tx, &by.account)?.ok_or(Error::not_found())?;
    let secret = tx.secret();
    let invitation = Invitation {
        id: tx.id(),
        organisation_id: by.organisation.clone(),
        email: email.clone(),
        role,
        status: InvitationStatus::Pending,
        token_hash: sha256_hex(&secret),
        invited_by: by.account.clone(),
        created_at: tx.now,
        expires_at: tx.now.plus(days(14)),
        decided_at: None,
    };
    store::insert_invitation(tx, &invitation)?;
    let organisation = organisations::store::find(tx, &by.organisation)?.ok_or(Error::not_found())?;
    let locale = known.as_ref().map_or(inviter.locale, |account| account.locale);
    let envelope = Envelope {
        to: email,
        name: known.map(|account| account.name).unwrap_or_default(),
        locale,
        key: format!("invitation:{}", invitation.id),
    };
    mail::queue(tx, envelope, letters::invitation(locale, &organisation.name, &inviter.name, base_url, &secret))?;
    let data = serde_json::json!({ "invitation": invitation.id, "role": role });
    events::record(tx, "member.invited", by.organisation.as_str(), Some(&by.account), data)?;
    Ok(invitation.view(&inviter.name, tx.now))
}

/// What the link invites to.
pub fn preview(tx: &mut Tx, secret: &str) -> Result<InvitationPreview> {
    let (invitation, organisation, inviter) = store::find_invitation(tx, &sha256_hex(secret))?.ok_or(Code::TokenSpent)?;
    Ok(InvitationPreview {
        organisation_name: organisation.name,
        kind: organisation.kind,
        invited_by: inviter.name,
        email: invitation.email,
        role: invitation.role,
        expires_at: invitation.expires_at,
    })
}

/// Accepts an invitation, signed in with the mailbox that it was sent to.
pub fn accept(tx: &mut Tx, who: &SignedIn, secret: &str) -> Result<MyOrganisation> {
    let account = crate::identity::account(tx, who)?;
    let (invitation, organisation, inviter) = store::find_invitation(tx, &sha256_hex(secret))?.ok_or(Code::TokenSpent)?;
    if invitation.email != account.email {
        return Err(Code::InvitationForOther.into());
    }
    if organisation.status == OrganisationStatus::Closed {
        return Err(Code::OrganisationClosed.into());
    }
    if !store::decide_invitation(tx, &organisation.id, &invitation.id, InvitationStatus::Accepted)? {
        return Err(Code::TokenSpent.into());
    }
    super::add(tx, &organisation.id, &account.id, invitation.role)?;
    tell_inviter(tx, &invitation, &inviter, &organisation.name, &account.name)?;
    let (membership, organisation) = store::of(tx, &organisation.id, &account.id)?.ok_or(Error::not_found())?;
    Ok(store::mine(membership, organisation))
}

fn tell_inviter(tx: &mut Tx, invitation: &Invitation, inviter: &Account, organisation: &str, name: &str) -> Result<()> {
    let envelope = Envelope {
        to: inviter.email.clone(),
        name: inviter.name.clone(),
        locale: inviter.locale,
        key: format!("invitation-accepted:{}", invitation.id),
    };
    mail::queue(tx, envelope, letters::accepted(inviter.locale, organisation, name))
}

/// Takes an invitation back.
pub fn revoke(tx: &mut Tx, by: &Member, id: &InvitationId) -> Result<()> {
    by.manager()?;
    if store::decide_invitation(tx, &by.organisation, id, InvitationStatus::Revoked)? { Ok(()) } else { Err(Error::not_found()) }
}

/// How many invitations wait for a person.
pub fn waiting_for(tx: &mut Tx, account: &Account) -> Result<i64> {
    Ok(store::count_waiting(tx, &account.email)?)
}
