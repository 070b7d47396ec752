//! From a chosen entry to a product on sale, and from what was sold to what is owed.
//!
//! An agreement is offered, signed by both sides, and then makes products; a declined or expired offer goes to the next ranked.
//! What a company reports of its sales is reckoned by the terms that were signed, split among the team, and booked under the
//! report's own id in the same transaction, so that it is owed once; a wrong report is put right by the difference, and the periods
//! after it with it. Sales on the platform need no report: each line owes its royalty from the moment it is paid (`checkout::agreed`
//! freezes it, `books` posts it).

mod audit;
mod correct;
mod letters;
mod product;
mod receive;
mod reckon;
mod remind;
mod report;
mod routes;
mod royalty_routes;
mod royalty_views;
mod sign;
mod still;
mod still_letters;
mod table;
mod tie_routes;
mod views;
mod winners;

use crate::kit::time::hours;
use crate::web::{App, Routes, Workers};

pub use audit::audit;
pub use correct::{Corrected, correct};
pub use product::make_product;
pub use report::{Reported, pay, periods_over, report};
pub use sign::{Chosen, decline, expire_due, offer, sign};
pub use still::{Still, StillKind, remind as remind_of_what_stands, still};
pub use winners::award;

/// Mounts the routes.
pub fn routes(config: &mut Routes) {
    config.configure(routes::routes).configure(royalty_routes::routes).configure(tie_routes::routes);
}

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.every("awards.expire", hours(1), |app: App, _| {
        Box::pin(async move {
            let base = app.url("");
            app.write(move |tx| sign::expire_due(tx, &base)).await.map(drop)
        })
    });
    workers.every("awards.release", hours(6), |app: App, _| Box::pin(async move { app.write(winners::release_due).await.map(drop) }));
    workers.every("awards.remind", hours(12), |app: App, _| {
        Box::pin(async move {
            let base = app.url("");
            app.write(move |tx| remind::remind_due(tx, &base)).await.map(drop)
        })
    });
    workers.every("awards.still", hours(12), |app: App, _| {
        Box::pin(async move {
            let base = app.url("");
            app.write(move |tx| still::remind(tx, &base)).await.map(drop)
        })
    });
}
