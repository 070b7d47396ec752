//! The letter that asks for a review: once for an order, some days after it arrived, and never against the reader's will.

use super::review_letters;
use crate::checkout::Shop;
use crate::db::Tx;
use crate::kit::Result;
use crate::kit::time::days;
use crate::orders;
use crate::reviews;

/// So many days after it arrived the buyer is asked.
const AFTER_DAYS: u64 = 7;
/// An order that arrived longer ago is not asked about any more.
const OLDEST_DAYS: u64 = 60;
/// So many in one transaction; the rest follows with the next.
const AT_ONCE: i64 = 200;

/// Asks the buyers of what arrived a week ago; answers how many. Who has reviewed everything, or does not want to be asked, is
/// passed over for good.
pub fn invite_due(tx: &mut Tx, shop: &Shop) -> Result<usize> {
    let (from, until) = (tx.now.minus(days(OLDEST_DAYS)), tx.now.minus(days(AFTER_DAYS)));
    let mut sent = 0;
    for id in reviews::to_invite(tx, from, until, AT_ONCE)? {
        let order = orders::find(tx, &id)?;
        let group = orders::group(tx, &order.order_group_id)?;
        let lines = orders::lines(tx, std::slice::from_ref(&id))?;
        let written = reviews::of_orders(tx, std::slice::from_ref(&id))?.len();
        let asks = written < lines.len() && reviews::may_ask(tx, &group.email)?;
        if reviews::mark_invited(tx, &id, asks)? && asks {
            review_letters::invite(tx, shop, &group, &order, &lines)?;
            sent += 1;
        }
    }
    Ok(sent)
}
