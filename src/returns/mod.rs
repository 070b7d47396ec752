//! What comes after a sale: money given back by hand, withdrawals from the contract, claims that something is not as agreed.
//!
//! Every act ends, if at all, in [`refunds::of_order`](crate::refunds::of_order), whose counters keep the money within what
//! was paid. A withdrawal needs nobody's leave; before the order has left it is over at once. Acts are the seller's, and the
//! desk's where the seller does not act; to anybody else the order is not there.

mod audit;
mod buyer_routes;
mod claim;
mod claim_letters;
mod hand;
mod letters;
mod pictures;
mod refund;
mod refund_routes;
mod seller_routes;
mod settle;
mod views;
mod withdraw;

pub use audit::audit;
pub use claim::{AnswerClaim, OpenClaim};
pub use refund::{GiveBack, GiveBackLine, give_back};
pub use settle::{SendBack, SettleWithdrawal};
pub use views::{GroupReturns, OrderReturns};
pub use withdraw::{Withdraw, WithdrawLine, withdraw};

use crate::checkout::Shop;
use crate::kit::time::{days, hours};
use crate::web::{App, Routes, Workers};

/// A withdrawal is reminded of after so many days.
const WITHDRAWAL_REMINDER_DAYS: u64 = 10;
/// A claim without an answer is reminded of after so many days.
const CLAIM_REMINDER_DAYS: u64 = 20;

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.configure(refund_routes::routes).configure(buyer_routes::routes).configure(seller_routes::routes).configure(pictures::routes);
}

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("returns.remind", hours(6), |app: App, _| {
        Box::pin(async move {
            let shop = Shop::of(&app);
            app.write(move |tx| {
                letters::remind_all(tx, &shop, before(tx.now, WITHDRAWAL_REMINDER_DAYS))?;
                claim_letters::remind_all(tx, &shop, before(tx.now, CLAIM_REMINDER_DAYS))
            })
            .await
        })
    });
}

fn before(now: crate::kit::time::Instant, span: u64) -> crate::kit::time::Instant {
    now.minus(days(span))
}
