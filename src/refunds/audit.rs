//! I4 by line: the counters of orders and lines are what their refunds say, and each refund is the sum of its parts.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::{order_lines, orders, refunds};
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const PARTS: &str = "SELECT r.id || ' is not the sum of its parts' AS breach FROM refunds r WHERE r.order_id IS NOT NULL \
    AND r.amount_cents <> COALESCE((SELECT SUM(p.amount_cents) FROM refund_lines p WHERE p.refund_id = r.id), 0)";

const ORDERS: &str = "SELECT o.number || ': refunded is not the sum of its refunds, or more than it cost' AS breach FROM orders o \
    WHERE o.refunded_cents > o.total_cents \
    OR o.refunded_cents <> COALESCE((SELECT SUM(r.amount_cents) FROM refunds r WHERE r.order_id = o.id AND r.status <> 'failed'), 0) \
    OR o.refunded_delivery_cents <> COALESCE((SELECT SUM(p.amount_cents) FROM refund_lines p JOIN refunds r ON r.id = p.refund_id \
        WHERE r.order_id = o.id AND r.status <> 'failed' AND p.order_line_id IS NULL), 0)";

const LINES: &str = "SELECT l.id || ': refunded is not the sum of its refunds, or more than it cost and held' AS breach FROM order_lines l \
    WHERE l.refunded_cents > l.total_cents OR l.refunded_pieces > l.returned_pieces OR l.returned_pieces > l.quantity \
    OR l.refunded_cents <> COALESCE((SELECT SUM(p.amount_cents) FROM refund_lines p JOIN refunds r ON r.id = p.refund_id \
        WHERE p.order_line_id = l.id AND r.status <> 'failed'), 0) \
    OR l.refunded_pieces <> COALESCE((SELECT SUM(p.pieces) FROM refund_lines p JOIN refunds r ON r.id = p.refund_id \
        WHERE p.order_line_id = l.id AND r.status <> 'failed'), 0)";

/// Looks at every refund, order and line.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let counts = (refunds::table.count().get_result(tx.db)?, orders::table.count().get_result(tx.db)?);
    let lines = order_lines::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I4 every refund of an order is the sum of its parts", counts.0, PARTS)?,
        finding(tx, "I4 what went back of an order is what its refunds say, and no more than it cost", counts.1, ORDERS)?,
        finding(tx, "I4 what went back of a line is what its refunds say, and no more than it cost and held", lines, LINES)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
