//! What a person may take along and take away: the export and the erasure of an account.

use serde::Serialize;

use super::letters;
use super::model::AccountView;
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::members::{self, InvitationView, MemberRole, MyOrganisation};
use crate::identity::organisations::OrganisationStatus;
use crate::identity::proofs::{SignedIn, account};
use crate::identity::sessions::{self, Ending, SessionItem};
use crate::kit::time::Instant;
use crate::kit::{Code, Result};

/// All that is kept of a person here. What orders hold of them is exported with the orders.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AccountExport {
    /// The account.
    pub account: AccountView,
    /// When this was written.
    pub exported_at: Instant,
    /// For whom they act.
    pub organisations: Vec<MyOrganisation>,
    /// Where they are signed in.
    pub sessions: Vec<SessionItem>,
    /// Invitations sent to their mailbox.
    pub invitations: Vec<InvitationView>,
    /// What they did, newest first.
    pub events: Vec<Act>,
}

/// One recorded act.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Act {
    /// What.
    pub kind: String,
    /// When.
    pub at: Instant,
}

/// Everything that is kept of the caller.
pub fn export(tx: &mut Tx, who: &SignedIn) -> Result<AccountExport> {
    let account = account(tx, who)?;
    let now = tx.now;
    let invitations = members::store::invitations_to(tx, &account.email)?;
    Ok(AccountExport {
        exported_at: now,
        organisations: members::store::of_account(tx, &account.id)?,
        sessions: sessions::store::of_account(tx, &account.id)?.iter().map(|session| session.item(&who.session)).collect(),
        invitations: invitations.iter().map(|(invitation, inviter)| invitation.view(&inviter.name, now)).collect(),
        events: store::acts_of(tx, &account.id)?.into_iter().map(|(kind, at)| Act { kind, at }).collect(),
        account: account.view(),
    })
}

/// Erases the caller's account. Refused to the last owner of an organisation that is not closed, and to the last administrator.
pub fn erase(tx: &mut Tx, who: &SignedIn) -> Result<()> {
    let account = account(tx, who)?;
    if account.is_admin && store::count_admins(tx)? <= 1 {
        return Err(Code::LastAdmin.into());
    }
    for organisation in members::store::of_account(tx, &account.id)? {
        let matters = organisation.role == MemberRole::Owner && organisation.status != OrganisationStatus::Closed;
        if matters && members::store::count_owners(tx, &organisation.id)? <= 1 {
            return Err(Code::OwnerOfOrganisation.into());
        }
    }
    letters::send(tx, &account, format!("account-erased:{}", account.id), letters::erased(account.locale, &account.name))?;
    members::store::remove_everywhere(tx, &account.id)?;
    sessions::end_all(tx, &account.id, None, Ending::AccountClosed)?;
    store::erase(tx, &account.id)?;
    events::record(tx, "account.erased", account.id.as_str(), Some(&account.id), serde_json::json!({}))
}
