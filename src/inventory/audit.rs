//! I3: stock equals the sum of its movements, holds never exceed it, the web never falls below zero.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    shelf: String,
    #[diesel(sql_type = BigInt)]
    on_hand: i64,
    #[diesel(sql_type = BigInt)]
    moved: i64,
    #[diesel(sql_type = BigInt)]
    held: i64,
    #[diesel(sql_type = BigInt)]
    promised: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

const LEVELS: &str = "SELECT l.variant_id || ' at ' || l.location AS shelf, l.on_hand AS on_hand, l.held AS held, \
    CAST(COALESCE((SELECT SUM(m.delta) FROM stock_movements m WHERE m.variant_id = l.variant_id AND m.location = l.location), 0) AS BIGINT) AS moved, \
    CAST(COALESCE((SELECT SUM(h.quantity) FROM stock_holds h WHERE h.variant_id = l.variant_id AND h.location = l.location AND h.state = 'held'), 0) AS BIGINT) AS promised \
    FROM stock_levels l";

/// Looks at every level.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM stock_levels").get_result::<Count>(tx.db)?.n;
    let wrong = diesel::sql_query(format!(
        "SELECT * FROM ({LEVELS}) AS s WHERE on_hand <> moved OR held <> promised OR (shelf LIKE '% at web' AND (on_hand < 0 OR held > on_hand))"
    ))
    .load::<Wrong>(tx.db)?;
    let breaches = wrong
        .into_iter()
        .map(|w| format!("{}: {} on hand, movements sum to {}; {} held, holds sum to {}", w.shelf, w.on_hand, w.moved, w.held, w.promised))
        .collect();
    Ok(vec![Finding { invariant: "I3 stock equals the sum of its movements and covers what is held", checked, breaches }])
}
