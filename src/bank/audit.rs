//! I1, outside the processor: a due is paid exactly when its order is, and asks for what the order costs.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::dues;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const PAID: &str = "SELECT o.number || ' is ' || o.status || ', but what is owed for it is ' || d.status AS breach FROM dues d \
    JOIN orders o ON o.id = d.order_id WHERE (d.status IN ('paid', 'overpaid')) <> (o.paid_at IS NOT NULL AND EXISTS (SELECT 1 FROM payments p \
    WHERE p.order_group_id = o.order_group_id AND p.method = 'bank_transfer' AND p.captured_cents > 0)) \
    OR (d.status IN ('unpaid', 'partial') AND o.status <> 'placed') OR (d.status = 'expired' AND o.status <> 'expired')";

const AMOUNT: &str = "SELECT o.number || ' costs another amount, or is owed to another, than its slip says' AS breach FROM dues d \
    JOIN orders o ON o.id = d.order_id WHERE d.amount_cents <> o.total_cents OR d.organisation_id <> o.organisation_id";

const METHOD: &str = "SELECT g.number || ' is paid straight, but not one order with one due' AS breach FROM order_groups g \
    WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_group_id = g.id AND p.method = 'bank_transfer') \
    AND (1 <> (SELECT COUNT(*) FROM orders o WHERE o.order_group_id = g.id) \
        OR 1 <> (SELECT COUNT(*) FROM dues d JOIN orders o ON o.id = d.order_id WHERE o.order_group_id = g.id))";

/// Looks at every due whose order is there.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = dues::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I1 an order that is paid straight is paid when its money came, and only then", checked, PAID)?,
        finding(tx, "I1 what is owed straight is what the order costs, to its seller", checked, AMOUNT)?,
        finding(tx, "I1 a purchase that is paid straight has one order and one due", checked, METHOD)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
