//! I9 and I10 of reviews: only what was received is reviewed, and nothing is down that the desk did not take down with reasons.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::{review_measures, reviews};
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const RECEIVED: &str = "SELECT r.id || ': is not of something that was bought from its maker and received' AS breach FROM reviews r \
    JOIN order_lines l ON l.id = r.order_line_id JOIN orders o ON o.id = l.order_id \
    WHERE o.id <> r.order_id OR o.organisation_id <> r.organisation_id OR l.product_id <> r.product_id OR o.paid_at IS NULL \
    OR (o.received_at IS NULL AND o.completed_at IS NULL)";

const HIDDEN: &str = "SELECT r.id || ': is shown or hidden otherwise than the desk last decided' AS breach FROM reviews r \
    WHERE r.hidden <> COALESCE((SELECT m.hides FROM review_measures m WHERE m.review_id = r.id ORDER BY m.id DESC LIMIT 1), FALSE)";

const TOLD: &str = "SELECT m.id || ': was told to nobody' AS breach FROM review_measures m \
    WHERE NOT EXISTS (SELECT 1 FROM mails l WHERE l.key = 'review-measure:' || m.id || ':buyer')";

const STEPS: &str = "SELECT m.id || ': repeats what was so already' AS breach FROM review_measures m \
    WHERE m.hides = COALESCE((SELECT b.hides FROM review_measures b WHERE b.review_id = m.review_id AND b.id < m.id \
        ORDER BY b.id DESC LIMIT 1), FALSE)";

/// Looks at every review and measure.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let written = reviews::table.count().get_result(tx.db)?;
    let measures = review_measures::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I10 only what was bought and received is reviewed", written, RECEIVED)?,
        finding(tx, "I9 no review is down but by a decision of the desk", written, HIDDEN)?,
        finding(tx, "I9 of two who decide on a review at once, one does", measures, STEPS)?,
        finding(tx, "I5 every decision on a review was told to its writer", measures, TOLD)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
