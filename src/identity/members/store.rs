//! Memberships and invitations in the database.

use diesel::prelude::*;

use super::model::{Invitation, InvitationStatus, MemberRole, Membership, MyOrganisation};
use crate::db::schema::{accounts, invitations, memberships, organisations};
use crate::db::{Among, Tx};
use crate::identity::accounts::{Account, AccountStatus};
use crate::identity::organisations::Organisation;
use crate::kit::id::{AccountId, InvitationId, MembershipId, OrganisationId};

/// Adds a membership; `false` when the person is a member already.
pub fn insert(tx: &mut Tx, membership: &Membership) -> QueryResult<bool> {
    let added = each!(db in tx.db => diesel::insert_into(memberships::table).values(membership).on_conflict_do_nothing().execute(db))?;
    Ok(added == 1)
}

/// A person's place in an organisation, with the organisation.
pub fn of(tx: &mut Tx, organisation: &OrganisationId, account: &AccountId) -> QueryResult<Option<(Membership, Organisation)>> {
    memberships::table
        .inner_join(organisations::table)
        .filter(memberships::organisation_id.eq(organisation).and(memberships::account_id.eq(account)))
        .select((Membership::as_select(), Organisation::as_select()))
        .first(tx.db)
        .optional()
}

/// A membership of this organisation.
pub fn find(tx: &mut Tx, organisation: &OrganisationId, id: &MembershipId) -> QueryResult<Option<Membership>> {
    memberships::table
        .find(id)
        .filter(memberships::organisation_id.eq(organisation))
        .select(Membership::as_select())
        .first(tx.db)
        .optional()
}

/// The members of an organisation, in the order in which they came.
pub fn of_organisation(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<(Membership, Account)>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::organisation_id.eq(organisation))
        .order((memberships::created_at, memberships::id))
        .select((Membership::as_select(), Account::as_select()))
        .load(tx.db)
}

/// The organisations that a person acts for, in the order in which they came.
pub fn of_account(tx: &mut Tx, account: &AccountId) -> QueryResult<Vec<MyOrganisation>> {
    let rows: Vec<(Membership, Organisation)> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::account_id.eq(account))
        .order((memberships::created_at, memberships::id))
        .select((Membership::as_select(), Organisation::as_select()))
        .load(tx.db)?;
    Ok(rows.into_iter().map(|(membership, organisation)| mine(membership, organisation)).collect())
}

/// An organisation as one of its members sees it in a list.
pub fn mine(membership: Membership, organisation: Organisation) -> MyOrganisation {
    MyOrganisation {
        id: organisation.id,
        membership_id: membership.id,
        slug: organisation.slug,
        name: organisation.name,
        kind: organisation.kind,
        status: organisation.status,
        role: membership.role,
        logo_media_id: organisation.logo_media_id,
    }
}

/// Active owners and managers, owners first.
pub fn managers(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<Account>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(
            memberships::organisation_id
                .eq(organisation)
                .and(memberships::role.among([MemberRole::Owner, MemberRole::Manager]))
                .and(accounts::status.eq(AccountStatus::Active)),
        )
        .order((memberships::role.desc(), memberships::id))
        .select(Account::as_select())
        .load(tx.db)
}

/// How many owners an organisation has.
pub fn count_owners(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<i64> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation).and(memberships::role.eq(MemberRole::Owner)))
        .count()
        .get_result(tx.db)
}

/// Gives a member another role.
pub fn set_role(tx: &mut Tx, id: &MembershipId, role: MemberRole) -> QueryResult<usize> {
    diesel::update(memberships::table.find(id)).set(memberships::role.eq(role)).execute(tx.db)
}

/// Takes a member out.
pub fn remove(tx: &mut Tx, id: &MembershipId) -> QueryResult<usize> {
    diesel::delete(memberships::table.find(id)).execute(tx.db)
}

/// Takes a person out of every organisation.
pub fn remove_everywhere(tx: &mut Tx, account: &AccountId) -> QueryResult<usize> {
    diesel::delete(memberships::table.filter(memberships::account_id.eq(account))).execute(tx.db)
}

/// Keeps an invitation.
pub fn insert_invitation(tx: &mut Tx, invitation: &Invitation) -> QueryResult<usize> {
    diesel::insert_into(invitations::table).values(invitation).execute(tx.db)
}

/// The invitations of an organisation, newest first.
pub fn invitations_of(tx: &mut Tx, organisation: &OrganisationId) -> QueryResult<Vec<(Invitation, Account)>> {
    invitations::table
        .inner_join(accounts::table)
        .filter(invitations::organisation_id.eq(organisation))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(200)
        .select((Invitation::as_select(), Account::as_select()))
        .load(tx.db)
}

/// The invitations sent to a mailbox, newest first.
pub fn invitations_to(tx: &mut Tx, email: &str) -> QueryResult<Vec<(Invitation, Account)>> {
    invitations::table
        .inner_join(accounts::table)
        .filter(invitations::email.eq(email))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(200)
        .select((Invitation::as_select(), Account::as_select()))
        .load(tx.db)
}

/// How many good invitations wait for a mailbox.
pub fn count_waiting(tx: &mut Tx, email: &str) -> QueryResult<i64> {
    let waiting =
        invitations::email.eq(email).and(invitations::status.eq(InvitationStatus::Pending)).and(invitations::expires_at.gt(tx.now));
    invitations::table.filter(waiting).count().get_result(tx.db)
}

/// A good invitation by its token, with its organisation and whoever sent it.
pub fn find_invitation(tx: &mut Tx, token_hash: &str) -> QueryResult<Option<(Invitation, Organisation, Account)>> {
    invitations::table
        .inner_join(organisations::table)
        .inner_join(accounts::table)
        .filter(
            invitations::token_hash
                .eq(token_hash)
                .and(invitations::status.eq(InvitationStatus::Pending))
                .and(invitations::expires_at.gt(tx.now)),
        )
        .select((Invitation::as_select(), Organisation::as_select(), Account::as_select()))
        .first(tx.db)
        .optional()
}

/// Takes an invitation out of waiting, once.
pub fn decide_invitation(tx: &mut Tx, organisation: &OrganisationId, id: &InvitationId, status: InvitationStatus) -> QueryResult<bool> {
    let waiting = invitations::table
        .find(id)
        .filter(invitations::organisation_id.eq(organisation).and(invitations::status.eq(InvitationStatus::Pending)));
    let changed = diesel::update(waiting).set((invitations::status.eq(status), invitations::decided_at.eq(tx.now))).execute(tx.db)?;
    Ok(changed == 1)
}

/// Takes back what waits for a mailbox from this organisation.
pub fn revoke_for(tx: &mut Tx, organisation: &OrganisationId, email: &str) -> QueryResult<usize> {
    let waiting = invitations::organisation_id
        .eq(organisation)
        .and(invitations::email.eq(email))
        .and(invitations::status.eq(InvitationStatus::Pending));
    diesel::update(invitations::table.filter(waiting))
        .set((invitations::status.eq(InvitationStatus::Revoked), invitations::decided_at.eq(tx.now)))
        .execute(tx.db)
}
