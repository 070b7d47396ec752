//! What is kept of a person who can sign in. No database, no HTTP.

use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::{account_tokens, accounts, recovery_codes};
use crate::kit::id::AccountId;
use crate::kit::locale::Locale;
use crate::kit::time::{Instant, days, hours, minutes};

crate::text_enum! {
    /// Whether an account can be used.
    pub enum AccountStatus {
        /// Can sign in.
        Active = "active",
        /// Kept, but cannot sign in.
        Disabled = "disabled",
        /// Erased: only the id is left, so that the books still add up.
        Deleted = "deleted",
    }
}

crate::text_enum! {
    /// What a single-use token is good for.
    pub enum Purpose {
        /// Proves the mailbox of a new account.
        Verification = "verification",
        /// Sets a new password.
        Reset = "reset",
        /// Proves the mailbox of a new address.
        EmailChange = "email_change",
        /// The second step of a sign-in.
        SecondFactor = "second_factor",
    }
}

impl Purpose {
    /// How long a token of this purpose lives.
    pub fn lifetime(self) -> std::time::Duration {
        match self {
            Purpose::Verification => days(2),
            Purpose::Reset | Purpose::EmailChange => hours(1),
            Purpose::SecondFactor => minutes(5),
        }
    }
}

/// A person who can sign in.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub struct Account {
    /// Never changes, survives erasure.
    pub id: AccountId,
    /// Folded, unique.
    pub email: String,
    /// How the person wants to be called.
    pub name: String,
    /// The language of letters.
    pub locale: Locale,
    /// For couriers and the desk.
    pub phone: Option<String>,
    /// argon2id, in the PHC form.
    pub password_hash: String,
    /// Whether the account can be used.
    pub status: AccountStatus,
    /// Decides at the desk.
    pub is_coordinator: bool,
    /// Runs the installation.
    pub is_admin: bool,
    /// Made by demo mode; unusable outside of it.
    pub is_demo: bool,
    /// When the mailbox was proven.
    pub email_verified_at: Option<Instant>,
    /// The shared secret of the second factor, under a seal.
    pub totp_secret: Option<String>,
    /// When the second factor was confirmed; before that it is only being set up.
    pub totp_confirmed_at: Option<Instant>,
    /// The last time step whose code was taken: a code is good once.
    pub totp_step: i64,
    /// Raised by every change.
    pub version: i64,
    /// When the account was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Account {
    /// Whether the person works with powers that need a second factor outside demo mode.
    pub fn has_powers(&self) -> bool {
        self.is_coordinator || self.is_admin
    }

    /// Whether signing in takes a second step.
    pub fn has_second_factor(&self) -> bool {
        self.totp_confirmed_at.is_some() && self.totp_secret.is_some()
    }

    /// Whether the account can be used.
    pub fn is_active(&self) -> bool {
        self.status == AccountStatus::Active
    }

    /// What the person and the office see of the account.
    pub fn view(&self) -> AccountView {
        AccountView {
            id: self.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            locale: self.locale,
            phone: self.phone.clone(),
            coordinator: self.is_coordinator,
            admin: self.is_admin,
            demo: self.is_demo,
            second_factor: self.has_second_factor(),
            created_at: self.created_at,
        }
    }
}

/// A single-use token, kept as a hash.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = account_tokens)]
pub struct AccountToken {
    /// SHA-256 of the secret that the person holds.
    pub token_hash: String,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it is good for.
    pub purpose: Purpose,
    /// The mailbox that it was sent to.
    pub email: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

/// A way in without the second device, kept as a hash, good once.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = recovery_codes)]
pub struct RecoveryCode {
    /// Whose it is.
    pub account_id: AccountId,
    /// SHA-256 of account and code.
    pub code_hash: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

/// An account as its owner sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// Where letters go.
    pub email: String,
    /// How the person wants to be called.
    pub name: String,
    /// The language of letters.
    pub locale: Locale,
    /// For couriers and the desk.
    pub phone: Option<String>,
    /// Decides at the desk.
    pub coordinator: bool,
    /// Runs the installation.
    pub admin: bool,
    /// Made by demo mode.
    pub demo: bool,
    /// Whether signing in takes a second step.
    pub second_factor: bool,
    /// When the account was made.
    pub created_at: Instant,
}

/// A mail address in the form that is compared and stored: no blanks around it, lower case.
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_is_one_account_however_it_is_typed() {
        assert_eq!(fold_email("  Ajda@Example.ORG "), "ajda@example.org");
    }
}
