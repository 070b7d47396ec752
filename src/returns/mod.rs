//! What comes after a sale: money given back by hand, withdrawals from the contract, claims that something is not as agreed.
//!
//! Every act ends, if at all, in [`refunds::of_order`](crate::refunds::of_order), whose counters keep the money within what
//! was paid. Acts are the seller's, and the desk's where the seller does not act; to anybody else the order is not there.

mod hand;
mod letters;
mod refund;
mod refund_routes;

pub use refund::{GiveBack, GiveBackLine, give_back};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.configure(refund_routes::routes);
}
