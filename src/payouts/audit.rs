//! I4: payouts are their lines, no more than was due, and stand in the ledger as they stand here.

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

const LINES: &str = "SELECT p.number || ' is not the sum of its lines' AS breach FROM payouts p \
    WHERE p.amount_cents <> COALESCE((SELECT SUM(l.amount_cents) FROM payout_lines l WHERE l.payout_id = p.id), 0) \
    OR EXISTS (SELECT 1 FROM payout_lines l WHERE l.payout_id = p.id AND l.live <> (p.status NOT IN ('left_out', 'failed', 'returned')))";

const LEDGER: &str = "SELECT p.number || ' is ' || p.status || ', but the ledger says otherwise' AS breach FROM payouts p \
    WHERE p.status NOT IN ('prepared', 'left_out') AND p.amount_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t \
    WHERE t.cause = p.id AND t.code = 'payout' AND (t.status = CASE p.status WHEN 'released' THEN 'pending' WHEN 'sent' THEN 'pending' \
    WHEN 'failed' THEN 'voided' ELSE 'posted' END OR (p.status = 'returned' AND t.status = 'voided'))), 0)";

const DUE: &str = "SELECT p.number || ' was more than was due' AS breach FROM payouts p WHERE p.opening_cents < p.amount_cents";

const FACTS: &str = "SELECT p.number || ': ' || l.cause || ' came to something else' AS breach FROM payout_lines l \
    JOIN payouts p ON p.id = l.payout_id WHERE l.live = TRUE AND l.amount_cents <> COALESCE((SELECT SUM(CASE \
    WHEN t.credit_account = l.organisation_id || '/due/' || p.currency THEN t.amount_cents \
    WHEN t.debit_account = l.organisation_id || '/due/' || p.currency THEN -t.amount_cents ELSE 0 END) \
    FROM transfers t WHERE t.cause = l.cause AND t.status = 'posted'), 0)";

const PARTS: &str = "SELECT p.number || ' is not the sum of its parts' AS breach FROM payouts p \
    WHERE p.means = 'stripe_transfer' AND p.status NOT IN ('prepared', 'left_out') \
    AND p.amount_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM payout_parts t WHERE t.payout_id = p.id), 0)";

const ENDED: &str = "SELECT t.id || ' is ' || t.status || ', but its payout or the ledger says otherwise' AS breach FROM payout_parts t \
    JOIN payouts p ON p.id = t.payout_id WHERE (p.status = 'paid' AND t.status = 'pending') OR (p.status = 'failed' AND t.status <> 'failed') \
    OR (p.status = 'paid' AND CASE t.status WHEN 'failed' THEN t.amount_cents ELSE 0 END <> COALESCE((SELECT SUM(m.amount_cents) \
    FROM transfers m WHERE m.cause = t.order_id || ':' || t.id AND m.code = 'correction' AND m.status = 'posted'), 0))";

const REVERSED: &str = "SELECT t.id || ': what came back is not what its reversals say' AS breach FROM payout_parts t \
    WHERE t.reversed_cents <> COALESCE((SELECT SUM(r.amount_cents) FROM payout_reversals r WHERE r.part_id = t.id AND r.status <> 'refused'), 0) \
    OR (t.status = 'reversed' AND t.reversed_cents <> t.amount_cents)";

const BACK: &str = "SELECT r.id || ' is ' || r.status || ', but the ledger says otherwise' AS breach FROM payout_reversals r \
    JOIN payout_parts t ON t.id = r.part_id WHERE CASE r.status WHEN 'done' THEN r.amount_cents ELSE 0 END <> COALESCE((SELECT SUM(m.amount_cents) \
    FROM transfers m WHERE m.cause = COALESCE(r.refund_id, t.order_id) || ':' || r.id AND m.code = 'payout_back' AND m.status = 'posted'), 0)";

/// Looks at every payout and its lines.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    Ok(vec![
        finding(tx, "I4 a payout is the sum of its lines, and each fact is in one live payout", LINES)?,
        finding(tx, "I2 every payout stands in the ledger as it stands at the desk", LEDGER)?,
        finding(tx, "I4 no payout was more than was due", DUE)?,
        finding(tx, "I4 each line of a payout is what its fact came to", FACTS)?,
        finding(tx, "I4 a payout by Stripe is the sum of its transfers", PARTS)?,
        finding(tx, "I2 every transfer at Stripe stands in the ledger as it ended", ENDED)?,
        finding(tx, "I4 what came back of a transfer is what its reversals say", REVERSED)?,
        finding(tx, "I2 every reversal stands in the ledger", BACK)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, breaches: &str) -> Result<Finding> {
    let checked = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM payouts").get_result::<Count>(tx.db)?.n;
    let breaches: Vec<Breach> = diesel::sql_query(format!("{breaches} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
