//! From a cart to a paid purchase.
//!
//! ```text
//! cart -> POST /order-groups -> held for 15 minutes -> POST …/payments -> the buyer pays -> settle
//!              place                                      pay                              |
//!                                         end of the hold: expire <- whoever is first -> paid
//! ```
//!
//! Placing holds the pieces and writes what was agreed; settling captures the payment, marks the orders paid, sells the
//! pieces and queues the letters, all together and once, whether the news comes by webhook, by the buyer's return or at the
//! end of the hold. Money that comes too late for pieces that are gone goes back at once. A cart that is paid by bank transfer
//! becomes one purchase for each creator, held until its due time, because each creator is paid straight. Checkout owns no table.

mod agreed;
mod audit;
mod basket;
mod cart;
mod cart_routes;
mod cart_views;
mod charge;
mod editions;
mod expire;
mod letters;
mod low_stock;
mod papers;
mod pay;
mod place;
mod routes;
mod seller;
mod settle;
mod shop;
mod shopper;
mod transfer;
mod transfer_letters;
mod transfer_routes;
mod transfer_views;
mod views;
mod webhooks;

pub use audit::audit;
pub use cart::{AddLine, add as add_to_cart, look as look_at_cart};
pub use cart_views::CartView;
pub use charge::look_up as look_up_charge;
pub use letters::{date, tell_coordinators, to_buyer};
pub use papers::enclose;
pub use pay::{Outcome, SandboxOutcome, StartPayment, play as play_payment, start as start_payment};
pub use place::{HOLD_MINUTES, ORDERS_FROM, PlaceOrder, by_order, place, wanted};
pub use settle::{Settled, settle};
pub use shop::Shop;
pub use shopper::{OrderSecret, Shopper};
pub use transfer::came as money_came;
pub use transfer_letters::{remind as remind_of_transfers, way_back};
pub use views::{OrderGroupView, PaymentView, group_view, line_view, refunded};
pub use webhooks::{LOOK, receive as receive_message};

use crate::kit::time::{hours, minutes};
use crate::web::{App, Routes, Workers};

/// Mounts the routes of carts, ordering and paying.
pub fn routes(config: &mut Routes) {
    config.configure(cart_routes::routes).configure(routes::routes).configure(papers::routes).configure(transfer_routes::routes);
}

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("checkout.expire", minutes(1), |app: App, _| Box::pin(expire::sweep(app)));
    workers.on(charge::LOOK_UP, |app: App, payload| Box::pin(charge::run(app, payload)));
    workers.every("checkout.sweep_carts", hours(12), |app: App, _| Box::pin(async move { app.write(crate::carts::sweep).await.map(drop) }));
}
