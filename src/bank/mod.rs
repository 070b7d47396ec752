//! Money that buyers pay straight to makers: what came by statement or by word, what goes back by hand, what the platform is owed.
//!
//! ```text
//! statement or hand -> dues (counted once) -> checkout::money_came (paid, a part, too much, too late)
//! refund promised -> the maker pays it by hand and says so -> certain in the books
//! month over -> invoice for the share -> the operator says that it was paid
//! ```
//!
//! The platform never holds this money and cannot move it; it says who owes what to whom, and reminds. A statement may be read in as
//! often as anybody likes: each payment counts once. Only the maker's own members see its accounts.

mod audit;
mod give_back;
mod invoices;
mod letters;
mod receive;
mod routes;
mod views;

pub use audit::audit;
pub use give_back::{PaidBack, pay_refund, return_excess};
pub use receive::{MarkReceived, mark, take_in};
pub use routes::routes;

use crate::checkout::{self, Shop};
use crate::db::Tx;
use crate::dues;
use crate::kit::Result;
use crate::kit::time::{days, hours};
use crate::refunds;
use crate::web::{App, Workers};

/// Who does which job.
pub fn jobs(workers: &mut Workers) {
    workers.on(refunds::BY_HAND, |app, payload| Box::pin(letters::ask_to_pay(app, payload)));
    workers.every("bank.remind", hours(6), |app: App, _| {
        let shop = Shop::of(&app);
        Box::pin(async move { app.write(move |tx| remind(tx, &shop)).await })
    });
}

/// A word before a transfer's time is over, and about refunds that wait to be paid.
fn remind(tx: &mut Tx, shop: &Shop) -> Result<()> {
    for due in dues::ending(tx, tx.now.plus(days(1)))? {
        checkout::remind_of_transfers(tx, shop, &due)?;
    }
    letters::remind_of_refunds(tx, shop)
}
