//! The team of an entry at the wire: invitations, shares, leaving.

use actix_web::{delete, post, put};
use serde::{Deserialize, Serialize};

use super::enter::{self, AcceptTerms, EntryView, ProposeShares, TeamInvitationPreview};
use crate::entries;
use crate::identity::SignedIn;
use crate::identity::attempts::{self, Limit};
use crate::identity::members::UseToken;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::{AccountId, EntryId, EntryInvitationId};
use crate::kit::time::hours;
use crate::web::{App, Json, Language, Path, Problems, Routes};

/// Letters to team members in a day, by one person.
const INVITATIONS: Limit = Limit::ceiling("team_invitation", 40, hours(24));

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config
        .service(invite_to_team)
        .service(revoke_team_invitation)
        .service(preview_team_invitation)
        .service(accept_team_invitation)
        .service(propose_shares)
        .service(agree_to_share)
        .service(remove_team_member);
}

/// Whom to invite.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteToTeam {
    /// The mailbox.
    #[schema(max_length = 254)]
    pub email: String,
}

/// The token from a letter, with what everybody says before they are part of an entry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinTeam {
    /// What stands behind `#token=` in the link.
    #[schema(max_length = 100)]
    pub token: String,
    /// Rights and originality.
    pub acceptance: AcceptTerms,
}

/// The share that was seen.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeToShare {
    /// Of 10,000.
    #[schema(minimum = 0, maximum = 10000)]
    pub share_bp: i32,
}

/// Invites somebody into the team by letter.
#[utoipa::path(tag = "entries", params(EntryId), request_body = InviteToTeam, security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[post("/entries/{id}/invitations")]
async fn invite_to_team(
    app: App,
    who: SignedIn,
    id: Path<EntryId>,
    language: Language,
    new: Json<InviteToTeam>,
) -> Result<Json<EntryView>> {
    Check::new().email("/email", new.email.trim()).done()?;
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &id)?;
        attempts::charge(tx, INVITATIONS, seat.me.account_id.as_str())?;
        enter::invite(tx, &who, &id, &new.email, &base_url)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Takes an invitation back.
#[utoipa::path(tag = "entries", params(("id" = EntryId, Path), ("invitation_id" = EntryInvitationId, Path)), security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[delete("/entries/{id}/invitations/{invitation_id}")]
async fn revoke_team_invitation(
    app: App,
    who: SignedIn,
    ids: Path<(EntryId, EntryInvitationId)>,
    language: Language,
) -> Result<Json<EntryView>> {
    app.write(move |tx| {
        let (seat, _) = enter::seat(tx, &who, &ids.0)?;
        entries::revoke(tx, &seat, &ids.1)?;
        enter::view(tx, &who, &ids.0, language.0)
    })
    .await
    .map(Json)
}

/// What an invitation's link invites to.
#[utoipa::path(tag = "entries", request_body = UseToken, responses((status = 200, body = TeamInvitationPreview), Problems))]
#[post("/entry-invitations/preview")]
async fn preview_team_invitation(app: App, language: Language, asked: Json<UseToken>) -> Result<Json<TeamInvitationPreview>> {
    app.read(move |tx| enter::preview(tx, &asked.token, language.0)).await.map(Json)
}

/// Joins a team, signed in with the mailbox that was invited, with rights and originality accepted.
#[utoipa::path(tag = "entries", request_body = JoinTeam, security(("bearer" = [])), responses((status = 200, body = EntryView), Problems))]
#[post("/entry-invitations/acceptance")]
async fn accept_team_invitation(app: App, who: SignedIn, language: Language, asked: Json<JoinTeam>) -> Result<Json<EntryView>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        let id = enter::accept(tx, &who, &asked.token, &asked.acceptance, &base_url)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Proposes a share for each member; they come to 100 %.
#[utoipa::path(tag = "entries", params(EntryId), request_body = ProposeShares, security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[put("/entries/{id}/shares")]
async fn propose_shares(
    app: App,
    who: SignedIn,
    id: Path<EntryId>,
    language: Language,
    new: Json<ProposeShares>,
) -> Result<Json<EntryView>> {
    let base_url = app.settings().base_url.clone();
    app.write(move |tx| {
        enter::propose(tx, &who, &id, &new, &base_url)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Agrees to one's own share.
#[utoipa::path(tag = "entries", params(EntryId), request_body = AgreeToShare, security(("bearer" = [])),
    responses((status = 200, body = EntryView), Problems))]
#[post("/entries/{id}/share-agreement")]
async fn agree_to_share(
    app: App,
    who: SignedIn,
    id: Path<EntryId>,
    language: Language,
    new: Json<AgreeToShare>,
) -> Result<Json<EntryView>> {
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &id)?;
        entries::agree(tx, &seat, new.share_bp)?;
        enter::view(tx, &who, &id, language.0)
    })
    .await
    .map(Json)
}

/// Takes a member out of the team, or leaves it, before anything was submitted.
#[utoipa::path(tag = "entries", params(("id" = EntryId, Path), ("account_id" = AccountId, Path)), security(("bearer" = [])),
    responses((status = 200, body = enter::MyEntries), Problems))]
#[delete("/entries/{id}/members/{account_id}")]
async fn remove_team_member(
    app: App,
    who: SignedIn,
    ids: Path<(EntryId, AccountId)>,
    language: Language,
) -> Result<Json<enter::MyEntries>> {
    app.write(move |tx| {
        let (seat, _) = enter::open_seat(tx, &who, &ids.0)?;
        entries::remove_member(tx, &seat, &ids.1)?;
        enter::mine(tx, &who, language.0)
    })
    .await
    .map(Json)
}
