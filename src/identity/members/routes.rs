//! Members and invitations at the wire.

use actix_web::{delete, get, patch, post};
use serde::{Deserialize, Serialize};

use super::invitations::{self, InvitationPreview, InvitationView};
use super::model::{MemberRole, MyOrganisation};
use super::store;
use crate::identity::proofs::{SignedIn, member};
use crate::kit::check::Check;
use crate::kit::id::{AccountId, InvitationId, MembershipId, OrganisationId};
use crate::kit::time::Instant;
use crate::kit::{Error, Result};
use crate::web::{App, Created, Json, NoContent, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_members)
        .service(change_member_role)
        .service(remove_member)
        .service(list_invitations)
        .service(invite_member)
        .service(revoke_invitation)
        .service(preview_invitation)
        .service(accept_invitation);
}

/// A member as the others see them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MemberView {
    /// The membership.
    pub id: MembershipId,
    /// Who.
    pub account_id: AccountId,
    /// How the person is called.
    pub name: String,
    /// Their mailbox.
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub since: Instant,
    /// Whether this is the caller.
    pub you: bool,
}

/// The members of an organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MemberList {
    /// In the order in which they came.
    pub items: Vec<MemberView>,
}

/// Another role for a member.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRole {
    /// The role.
    pub role: MemberRole,
}

/// Whom to invite.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteMember {
    /// The mailbox.
    #[schema(max_length = 254)]
    pub email: String,
    /// In which role.
    pub role: MemberRole,
}

/// The invitations of an organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InvitationList {
    /// Newest first.
    pub items: Vec<InvitationView>,
}

/// A token from a letter.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseToken {
    /// What stands behind `#token=` in the link.
    #[schema(max_length = 100)]
    pub token: String,
}

/// Who acts for the organisation.
#[utoipa::path(tag = "members", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = MemberList), Problems))]
#[get("/organisations/{id}/members")]
async fn list_members(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<MemberList>> {
    app.read(move |tx| members_of(tx, &who, &id)).await.map(Json)
}

fn members_of(tx: &mut crate::db::Tx, who: &SignedIn, organisation: &OrganisationId) -> Result<MemberList> {
    let me = member(tx, who, organisation)?;
    let items = store::of_organisation(tx, organisation)?
        .into_iter()
        .map(|(membership, account)| MemberView {
            you: account.id == me.account,
            id: membership.id,
            account_id: account.id,
            name: account.name,
            email: account.email,
            role: membership.role,
            since: membership.created_at,
        })
        .collect();
    Ok(MemberList { items })
}

/// Give a member another role.
#[utoipa::path(tag = "members", security(("bearer" = [])), request_body = ChangeRole, responses((status = 200, body = MemberView), Problems))]
#[patch("/organisations/{id}/members/{membership_id}")]
async fn change_member_role(
    app: App,
    who: SignedIn,
    path: Path<(OrganisationId, MembershipId)>,
    asked: Json<ChangeRole>,
) -> Result<Json<MemberView>> {
    let (organisation, id) = path.into_inner();
    app.write(move |tx| {
        let by = member(tx, &who, &organisation)?;
        super::change_role(tx, &by, &id, asked.role)?;
        members_of(tx, &who, &organisation)?.items.into_iter().find(|view| view.id == id).ok_or(Error::not_found())
    })
    .await
    .map(Json)
}

/// Take a member out, or leave.
#[utoipa::path(tag = "members", security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/organisations/{id}/members/{membership_id}")]
async fn remove_member(app: App, who: SignedIn, path: Path<(OrganisationId, MembershipId)>) -> Result<NoContent> {
    let (organisation, id) = path.into_inner();
    app.write(move |tx| {
        let by = member(tx, &who, &organisation)?;
        super::remove(tx, &by, &id)
    })
    .await?;
    Ok(NoContent)
}

/// Who was invited.
#[utoipa::path(tag = "members", security(("bearer" = [])), params(OrganisationId), responses((status = 200, body = InvitationList), Problems))]
#[get("/organisations/{id}/invitations")]
async fn list_invitations(app: App, who: SignedIn, id: Path<OrganisationId>) -> Result<Json<InvitationList>> {
    let items = app
        .read(move |tx| {
            member(tx, &who, &id)?.manager()?;
            let now = tx.now;
            let found = store::invitations_of(tx, &id)?;
            Ok(found.iter().map(|(invitation, inviter)| invitation.view(&inviter.name, now)).collect())
        })
        .await?;
    Ok(Json(InvitationList { items }))
}

/// Invite somebody by mail.
#[utoipa::path(tag = "members", security(("bearer" = [])), params(OrganisationId), request_body = InviteMember, responses((status = 201, body = InvitationView), Problems))]
#[post("/organisations/{id}/invitations")]
async fn invite_member(app: App, who: SignedIn, id: Path<OrganisationId>, asked: Json<InviteMember>) -> Result<Created<InvitationView>> {
    Check::new().email("/email", asked.email.trim()).done()?;
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        let by = member(tx, &who, &id)?;
        invitations::invite(tx, &by, &asked.email, asked.role, &base_url)
    })
    .await
    .map(Created)
}

/// Take an invitation back.
#[utoipa::path(tag = "members", security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/organisations/{id}/invitations/{invitation_id}")]
async fn revoke_invitation(app: App, who: SignedIn, path: Path<(OrganisationId, InvitationId)>) -> Result<NoContent> {
    let (organisation, id) = path.into_inner();
    app.write(move |tx| {
        let by = member(tx, &who, &organisation)?;
        invitations::revoke(tx, &by, &id)
    })
    .await?;
    Ok(NoContent)
}

/// What an invitation's link invites to.
#[utoipa::path(tag = "members", request_body = UseToken, responses((status = 200, body = InvitationPreview), Problems))]
#[post("/invitations/preview")]
async fn preview_invitation(app: App, asked: Json<UseToken>) -> Result<Json<InvitationPreview>> {
    app.read(move |tx| invitations::preview(tx, &asked.token)).await.map(Json)
}

/// Accept an invitation, signed in with the address that it was sent to.
#[utoipa::path(tag = "members", security(("bearer" = [])), request_body = UseToken, responses((status = 200, body = MyOrganisation), Problems))]
#[post("/invitations/acceptance")]
async fn accept_invitation(app: App, who: SignedIn, asked: Json<UseToken>) -> Result<Json<MyOrganisation>> {
    app.write(move |tx| invitations::accept(tx, &who, &asked.token)).await.map(Json)
}
