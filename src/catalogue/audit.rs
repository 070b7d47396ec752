//! I8: what is asked for a piece is the last price of its history, and a listing's span of prices is that of its live variants.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    id: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

const LAST_PRICE: &str =
    "(SELECT c.price_cents FROM price_changes c WHERE c.variant_id = v.id ORDER BY c.changed_at DESC, c.id DESC LIMIT 1)";

/// Looks at every live variant and every listing in the shop.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let prices = format!("SELECT v.id AS id FROM variants v WHERE v.live AND v.price_cents IS DISTINCT FROM {LAST_PRICE}");
    let spans = "SELECT p.id AS id FROM products p WHERE p.status IN ('approved', 'paused') AND \
        (p.price_from_cents IS DISTINCT FROM (SELECT MIN(v.price_cents) FROM variants v WHERE v.product_id = p.id AND v.live) \
        OR p.price_to_cents IS DISTINCT FROM (SELECT MAX(v.price_cents) FROM variants v WHERE v.product_id = p.id AND v.live))";
    Ok(vec![
        Finding {
            invariant: "I8 every price that is asked is the last of its history",
            checked: count(tx, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM variants WHERE live")?,
            breaches: wrong(tx, &prices, "asks a price that its history does not end with")?,
        },
        Finding {
            invariant: "I8 every listing's span of prices is that of its live variants",
            checked: count(tx, "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM products WHERE status IN ('approved', 'paused')")?,
            breaches: wrong(tx, spans, "shows another span of prices than its live variants ask")?,
        },
    ])
}

fn count(tx: &mut Tx, query: &str) -> QueryResult<i64> {
    Ok(diesel::sql_query(query).get_result::<Count>(tx.db)?.n)
}

fn wrong(tx: &mut Tx, query: &str, what: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<Wrong> = diesel::sql_query(query).load(tx.db)?;
    Ok(rows.into_iter().map(|row| format!("{} {what}", row.id)).collect())
}
