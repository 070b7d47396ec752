//! I4: what is refunded is what the refunds say, and never more than was captured; captured money was asked for.

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

const REFUNDS: &str = "SELECT p.id || ': refunded is not the sum of its refunds, or more than was captured' AS breach FROM payments p \
    WHERE p.refunded_cents > p.captured_cents \
    OR p.refunded_cents <> COALESCE((SELECT SUM(r.amount_cents) FROM refunds r WHERE r.payment_id = p.id AND r.status <> 'failed'), 0)";

const CAPTURES: &str = "SELECT p.id || ': captured without being captured, or not whole' AS breach FROM payments p \
    WHERE (p.status = 'captured') <> (p.captured_cents > 0) OR (p.captured_cents > 0 AND p.captured_cents <> p.amount_cents)";

/// Looks at every payment.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    Ok(vec![
        finding(tx, "I4 refunds are no more than what was captured, and sum to the counter", REFUNDS)?,
        finding(tx, "I1 a captured payment is captured whole, and no other holds money", CAPTURES)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, breaches: &str) -> Result<Finding> {
    let checked = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM payments").get_result::<Count>(tx.db)?.n;
    let breaches = diesel::sql_query(breaches).load::<Breach>(tx.db)?.into_iter().map(|row| row.breach).collect();
    Ok(Finding { invariant, checked, breaches })
}
