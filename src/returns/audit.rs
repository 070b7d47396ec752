//! I4 and I5 of withdrawals: no piece comes back twice, and each declaration has its confirmation.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::{order_lines, withdrawals};
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const PIECES: &str = "SELECT l.id || ': pieces that come back are not those of its withdrawals and refunds' AS breach FROM order_lines l \
    WHERE l.returned_pieces <> COALESCE((SELECT SUM(w.pieces) FROM withdrawal_lines w WHERE w.order_line_id = l.id), 0) \
    + COALESCE((SELECT SUM(p.pieces) FROM refund_lines p JOIN refunds r ON r.id = p.refund_id \
        WHERE p.order_line_id = l.id AND r.reason <> 'withdrawal' AND (r.status <> 'failed' OR p.restocked)), 0)";

const LETTERS: &str = "SELECT w.id || ': declared, but never confirmed' AS breach FROM withdrawals w \
    WHERE NOT EXISTS (SELECT 1 FROM mails m WHERE m.key = 'withdrawal-received:' || w.id || ':buyer')";

const SETTLED: &str = "SELECT w.id || ': settled, but its refund is not a withdrawal of its order' AS breach FROM withdrawals w \
    JOIN refunds r ON r.id = w.refund_id WHERE r.order_id <> w.order_id OR r.reason <> 'withdrawal'";

/// Looks at every line and withdrawal.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let lines = order_lines::table.count().get_result(tx.db)?;
    let declared = withdrawals::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I4 no piece comes back twice", lines, PIECES)?,
        finding(tx, "I4 a settled withdrawal has the refund of its order", declared, SETTLED)?,
        finding(tx, "I5 every withdrawal has its confirmation", declared, LETTERS)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
