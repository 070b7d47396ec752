//! Accounts: people who can sign in, however many organisations they act for.
//!
//! One mailbox is one account. What proves a person is a password kept as argon2id, a mailbox reached by a
//! single-use link, and, for powers, a second factor. An erased account keeps its id, so that books and logs add up.

pub mod erase;
mod guarded;
pub mod letters;
pub mod links;
mod me;
mod model;
pub mod office;
pub mod recover;
mod register;
mod routes;
pub mod second_factor;
pub mod store;

use crate::db::Tx;
use crate::identity::sessions;
use crate::kit::Result;

pub use guarded::by_password;
pub use model::{Account, AccountStatus, AccountView, Purpose, fold_email};
pub use recover::reset_by_operator;
pub use register::{NewAccount, create_verified, send_verification};
pub use routes::{ConfirmPassword, routes};

/// Disables the accounts of demo mode and takes the powers that it lent: for a start without demo mode. Answers how many were disabled.
pub fn disable_demo(tx: &mut Tx) -> Result<usize> {
    sessions::store::end_demo(tx)?;
    sessions::store::weaken(tx)?;
    Ok(store::disable_demo(tx)?)
}

/// Lets the accounts of demo mode in again: for a start in demo mode.
pub fn enable_demo(tx: &mut Tx) -> Result<usize> {
    Ok(store::enable_demo(tx)?)
}
