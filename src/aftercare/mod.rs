//! What goes between buyer and maker after the sale besides money: messages about an order, and reviews of what arrived.
//!
//! Each side of an order reads and writes on its own page: the buyer by account or by the secret of the order, the maker as
//! a member of the studio. The other side has a letter with the way there and without anybody's address. The desk reads a
//! thread only once one side has reported a message of it. Reviews come from buyers alone: a line of a paid order that was
//! received opens the form, and nothing else does. A purchase can be ordered again. Aftercare moves no money and no stock.

mod again;
mod again_routes;
mod invite;
mod review;
mod review_letters;
mod review_routes;
mod thread;
mod thread_desk;
mod thread_letters;
mod thread_routes;

pub use again::order_again;
pub use review::{ReplyToReview, WriteReview, reply, write_review};
pub use thread::{Voice, WriteMessage, mark_read, write_message};

use crate::checkout::Shop;
use crate::kit::time::hours;
use crate::web::{App, Routes, Workers};

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.configure(thread_routes::routes).configure(review_routes::routes).configure(again_routes::routes);
}

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("aftercare.invite", hours(6), |app: App, _| {
        Box::pin(async move {
            let shop = Shop::of(&app);
            app.write(move |tx| invite::invite_due(tx, &shop)).await.map(drop)
        })
    });
}
