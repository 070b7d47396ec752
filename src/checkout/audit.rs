//! I1 and I5 across the nouns: what is paid was captured once, what was captured is paid or went back, and each paid order
//! has its letters.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const PAID: &str = "SELECT g.number || ': paid, but not captured once and whole' AS breach FROM order_groups g \
    WHERE g.status = 'paid' AND 1 <> (SELECT COUNT(*) FROM payments p WHERE p.order_group_id = g.id AND p.captured_cents = g.total_cents \
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.reason IN ('not_fulfillable', 'paid_twice'))) \
    UNION ALL SELECT p.id || ': captured, but its purchase is ' || g.status FROM payments p JOIN order_groups g ON g.id = p.order_group_id \
    WHERE p.captured_cents > p.refunded_cents AND g.status <> 'paid' \
        AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.status = 'failed')";

const HELD: &str = "SELECT g.number || ': ' || g.status || ', but its pieces are still held' AS breach FROM order_groups g \
    WHERE g.status <> 'placed' AND EXISTS (SELECT 1 FROM stock_holds h WHERE h.cause = g.id AND h.state = 'held') \
    UNION ALL SELECT g.number || ': paid, but the pieces sold are not those of its lines' FROM order_groups g WHERE g.status = 'paid' \
    AND COALESCE((SELECT SUM(l.quantity) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.order_group_id = g.id AND NOT l.made_to_order), 0) \
    <> COALESCE((SELECT -SUM(m.delta) FROM stock_movements m WHERE m.cause = g.id AND m.reason = 'sale' AND m.location = 'web'), 0)";

const LETTERS: &str = "SELECT g.number || ': paid, but its confirmation was never queued' AS breach FROM order_groups g \
    WHERE g.status = 'paid' AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.key = 'order-confirmed:' || g.id || ':buyer')";

const CANCELLED: &str = "SELECT o.number || ': cancelled after it was paid, but its money was not promised back' AS breach FROM orders o \
    WHERE o.status = 'cancelled' AND o.paid_at IS NOT NULL AND o.total_cents > 0 \
    AND o.total_cents > COALESCE((SELECT SUM(r.amount_cents) FROM refunds r WHERE r.order_id = o.id), 0)";

/// Looks at every purchase.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    Ok(vec![
        finding(tx, "I1 every paid purchase was captured once, every capture is paid or went back", PAID)?,
        finding(tx, "I3 a purchase that no longer waits holds no pieces, a paid one sold those of its lines", HELD)?,
        finding(tx, "I4 a paid order that is cancelled has its refund", CANCELLED)?,
        finding(tx, "I5 every paid purchase has its confirmation", LETTERS)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, breaches: &str) -> Result<Finding> {
    let checked = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM order_groups").get_result::<Count>(tx.db)?.n;
    let breaches = diesel::sql_query(breaches).load::<Breach>(tx.db)?.into_iter().map(|row| row.breach).collect();
    Ok(Finding { invariant, checked, breaches })
}
