//! A person's place in an organisation, and an invitation to one.

use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::{invitations, memberships};
use crate::identity::organisations::{OrganisationKind, OrganisationStatus};
use crate::kit::id::{AccountId, InvitationId, MediaId, MembershipId, OrganisationId};
use crate::kit::time::Instant;

crate::text_enum! {
    /// What a member may do.
    pub enum MemberRole {
        /// Everything, with the power to share it.
        Owner = "owner",
        /// Everything but owners' matters.
        Manager = "manager",
        /// The daily work.
        Member = "member",
    }
}

crate::text_enum! {
    /// Where an invitation stands, as it is stored; one that ran out says so only when it is read.
    pub enum InvitationStatus {
        /// Waits.
        Pending = "pending",
        /// Was accepted.
        Accepted = "accepted",
        /// Was taken back.
        Revoked = "revoked",
    }
}

/// A person's place in an organisation.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// Where.
    pub organisation_id: OrganisationId,
    /// Who.
    pub account_id: AccountId,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub created_at: Instant,
}

/// An invitation to become a member.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Where.
    pub organisation_id: OrganisationId,
    /// The mailbox, folded.
    pub email: String,
    /// In which role.
    pub role: MemberRole,
    /// Where it stands.
    pub status: InvitationStatus,
    /// SHA-256 of the secret in the link.
    pub token_hash: String,
    /// By whom.
    pub invited_by: AccountId,
    /// When.
    pub created_at: Instant,
    /// Until when it can be accepted.
    pub expires_at: Instant,
    /// When it was accepted or taken back.
    pub decided_at: Option<Instant>,
}

/// An organisation that the caller acts for.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MyOrganisation {
    /// The organisation.
    pub id: OrganisationId,
    /// The caller's place in it.
    pub membership_id: MembershipId,
    /// Its part of public addresses.
    pub slug: String,
    /// Its public name.
    pub name: String,
    /// What it works as.
    pub kind: OrganisationKind,
    /// How far the desk has come with it.
    pub status: OrganisationStatus,
    /// What the caller may do.
    pub role: MemberRole,
    /// Its mark.
    pub logo_media_id: Option<MediaId>,
}
