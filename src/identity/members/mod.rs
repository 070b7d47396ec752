//! Who acts for an organisation, in which role, and how others are invited.
//!
//! There is always an owner: the last one can neither leave nor be lowered. An invitation is bound to a mailbox,
//! good for two weeks and once; whoever holds its link must be signed in with that address.

mod invitations;
mod letters;
mod model;
mod routes;
pub mod store;

use crate::db::Tx;
use crate::events;
use crate::kit::id::{AccountId, MembershipId, OrganisationId};
use crate::kit::{Code, Error, Result};

use super::proofs::Member;

pub use invitations::{InvitationView, waiting_for};
pub use model::{MemberRole, Membership, MyOrganisation};
pub use routes::{UseToken, routes};

/// Makes somebody a member: for the founder, for an accepted invitation, for the demo content.
pub fn add(tx: &mut Tx, organisation: &OrganisationId, account: &AccountId, role: MemberRole) -> Result<MembershipId> {
    let membership =
        Membership { id: tx.id(), organisation_id: organisation.clone(), account_id: account.clone(), role, created_at: tx.now };
    if !store::insert(tx, &membership)? {
        return Err(Code::AlreadyMember.into());
    }
    let data = serde_json::json!({ "account": account, "role": role });
    events::record(tx, "member.added", organisation.as_str(), Some(account), data)?;
    Ok(membership.id)
}

/// Gives a member another role. The last owner keeps theirs.
pub fn change_role(tx: &mut Tx, by: &Member, id: &MembershipId, role: MemberRole) -> Result<()> {
    by.owner()?;
    let found = store::find(tx, &by.organisation, id)?.ok_or(Error::not_found())?;
    if found.role == MemberRole::Owner && role != MemberRole::Owner {
        keep_an_owner(tx, &by.organisation)?;
    }
    store::set_role(tx, id, role)?;
    let data = serde_json::json!({ "account": found.account_id, "from": found.role, "to": role });
    events::record(tx, "member.role_changed", by.organisation.as_str(), Some(&by.account), data)
}

/// Takes a member out: an owner anyone, anyone themselves. The last owner stays.
pub fn remove(tx: &mut Tx, by: &Member, id: &MembershipId) -> Result<()> {
    let found = store::find(tx, &by.organisation, id)?.ok_or(Error::not_found())?;
    if found.account_id != by.account {
        by.owner()?;
    }
    if found.role == MemberRole::Owner {
        keep_an_owner(tx, &by.organisation)?;
    }
    store::remove(tx, id)?;
    let data = serde_json::json!({ "account": found.account_id, "role": found.role });
    events::record(tx, "member.removed", by.organisation.as_str(), Some(&by.account), data)
}

/// Refuses when there is only one owner. The organisation's row is touched first, so that two owners who leave at once meet there.
fn keep_an_owner(tx: &mut Tx, organisation: &OrganisationId) -> Result<()> {
    super::organisations::store::touch(tx, organisation)?;
    if store::count_owners(tx, organisation)? > 1 { Ok(()) } else { Err(Code::LastOwner.into()) }
}
