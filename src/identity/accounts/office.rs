//! Who has which power: the administrator's list of accounts.

use serde::{Deserialize, Serialize};

use super::model::{Account, AccountStatus};
use super::store;
use crate::db::Tx;
use crate::events;
use crate::identity::proofs::Admin;
use crate::identity::sessions::{self, Ending};
use crate::kit::id::AccountId;
use crate::kit::page::{Page, PageQuery};
use crate::kit::time::Instant;
use crate::kit::{Code, Error, Result};

/// An account as the administrator sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AccountListItem {
    /// The account.
    pub id: AccountId,
    /// Its mailbox.
    pub email: String,
    /// How the person is called.
    pub name: String,
    /// Decides at the desk.
    pub coordinator: bool,
    /// Runs the installation.
    pub admin: bool,
    /// Made by demo mode.
    pub demo: bool,
    /// Whether it can be used.
    pub status: AccountStatus,
    /// Whether signing in takes a second step.
    pub second_factor: bool,
    /// When it was made.
    pub created_at: Instant,
}

/// A page of accounts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AccountPage {
    /// Newest first.
    pub items: Vec<AccountListItem>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// Other powers for an account. What is left out stays.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditAccountRoles {
    /// Decides at the desk.
    pub coordinator: Option<bool>,
    /// Runs the installation.
    pub admin: Option<bool>,
    /// `active` or `disabled`.
    pub status: Option<AccountStatus>,
}

impl From<Account> for AccountListItem {
    fn from(account: Account) -> AccountListItem {
        AccountListItem {
            second_factor: account.has_second_factor(),
            id: account.id,
            email: account.email,
            name: account.name,
            coordinator: account.is_coordinator,
            admin: account.is_admin,
            demo: account.is_demo,
            status: account.status,
            created_at: account.created_at,
        }
    }
}

/// Accounts, newest first, whose address or name contains the text.
pub fn list(tx: &mut Tx, _by: &Admin, wanted: Option<&str>, page: &PageQuery) -> Result<AccountPage> {
    let limit = page.limit()?;
    let rows = store::page(tx, wanted, page.cursor()?, limit + 1)?;
    let page = Page::of(rows, limit, |account| (account.created_at, account.id.clone())).map(AccountListItem::from);
    Ok(AccountPage { items: page.items, next: page.next })
}

/// Gives or takes powers, disables or enables. The last administrator stays one; whoever loses something is signed out.
pub fn edit(tx: &mut Tx, by: &Admin, id: &AccountId, asked: &EditAccountRoles) -> Result<AccountListItem> {
    let account = store::find(tx, id)?.filter(|account| account.status != AccountStatus::Deleted).ok_or(Error::not_found())?;
    let coordinator = asked.coordinator.unwrap_or(account.is_coordinator);
    let admin = asked.admin.unwrap_or(account.is_admin);
    let status = asked.status.unwrap_or(account.status);
    if status == AccountStatus::Deleted {
        return Err(Code::Invalid.at("/status", "not_allowed", "Only the person can erase the account; choose active or disabled."));
    }
    let loses_admin = account.is_admin && account.is_active() && (!admin || status != AccountStatus::Active);
    if loses_admin && store::count_admins(tx)? <= 1 {
        return Err(Code::LastAdmin.into());
    }
    store::set_roles(tx, id, coordinator, admin, status)?;
    let loses = (account.is_coordinator && !coordinator) || loses_admin || status != AccountStatus::Active;
    if loses {
        sessions::end_all(tx, id, None, Ending::AccountClosed)?;
    }
    let data = serde_json::json!({ "coordinator": coordinator, "admin": admin, "status": status });
    events::record(tx, "account.roles_changed", id.as_str(), Some(&by.account), data)?;
    store::find(tx, id)?.map(AccountListItem::from).ok_or(Error::not_found())
}
