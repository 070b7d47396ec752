//! What Stripe tells of sellers' accounts, transfers, disputes and suspicions of fraud, and whether its books agree with ours.
//!
//! A message of Stripe only says when to look: what it speaks of is asked for and copied as it is then, so that messages
//! may come twice, late, in any order, or never; sellers' accounts are looked at once a day anyway. A dispute is promised in
//! the ledger while Stripe withholds the money, posted when it is lost and voided when it is won; what it takes after a payout
//! is a debt. Every day the two books are compared, and every difference has a row until it is gone or a coordinator says why.
//! This module never moves a seller's money itself.

mod accounts;
pub mod differences;
mod disputes;
mod letters;
mod look;
mod reconcile;
mod routes;

pub use routes::routes;

use crate::checkout;
use crate::kit::time::days;
use crate::web::{App, Workers};

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.on(checkout::LOOK, |app: App, payload| Box::pin(look::run(app, payload)));
    workers.every("processor.accounts", days(1), |app: App, _| Box::pin(accounts::look_at_all(app)));
    workers.every("processor.reconcile", days(1), |app: App, _| Box::pin(reconcile::daily(app)));
}
