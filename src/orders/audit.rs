//! I1, the orders' half: every purchase is the sum of its orders, every order of its lines, and their states agree.

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

const SUMS: &str = "SELECT g.number || ': the total is not the sum of its orders' AS breach FROM order_groups g \
    WHERE g.total_cents <> COALESCE((SELECT SUM(o.total_cents) FROM orders o WHERE o.order_group_id = g.id), 0) \
    UNION ALL SELECT o.number || ': the goods are not the sum of its lines' FROM orders o \
    WHERE o.items_cents <> COALESCE((SELECT SUM(l.total_cents) FROM order_lines l WHERE l.order_id = o.id), 0) \
    UNION ALL SELECT o.number || ': the pieces are not those of its lines' FROM orders o \
    WHERE o.pieces <> COALESCE((SELECT SUM(l.quantity) FROM order_lines l WHERE l.order_id = o.id), 0)";

const STATES: &str = "SELECT o.number || ' is ' || o.status || ' in a purchase that is ' || g.status AS breach \
    FROM orders o JOIN order_groups g ON g.id = o.order_group_id \
    WHERE (g.status = 'placed' AND o.status <> 'placed') \
    OR (g.status = 'expired' AND o.status <> 'expired') \
    OR (g.status = 'cancelled' AND o.status <> 'cancelled') \
    OR (g.status = 'paid' AND (o.status IN ('placed', 'expired') OR o.paid_at IS NULL))";

/// Looks at every purchase and order.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    Ok(vec![
        finding(tx, "I1 every purchase is the sum of its orders, every order of its lines", SUMS)?,
        finding(tx, "I1 the states of a purchase and its orders agree", STATES)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, breaches: &str) -> Result<Finding> {
    let checked = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM orders").get_result::<Count>(tx.db)?.n;
    let breaches = diesel::sql_query(breaches).load::<Breach>(tx.db)?.into_iter().map(|row| row.breach).collect();
    Ok(Finding { invariant, checked, breaches })
}
