//! I2, for till money: a bank file is the sum of its transfers, each under a mandate of its maker to its organizer.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::bank_orders;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const SUMS: &str = "SELECT o.number || ' is not the sum of its transfers' AS breach FROM bank_orders o \
    WHERE o.total_cents <> COALESCE((SELECT SUM(l.amount_cents) FROM bank_order_lines l WHERE l.bank_order_id = o.id), 0)";

const MANDATES: &str = "SELECT o.number || ' pays a maker without its mandate' AS breach FROM bank_orders o \
    JOIN bank_order_lines l ON l.bank_order_id = o.id JOIN mandates m ON m.id = l.mandate_id \
    WHERE m.studio_id <> l.studio_id OR m.organizer_id <> o.organizer_id OR m.given_at > o.made_at OR m.revoked_at < o.made_at";

const LIVE: &str = "SELECT o.number || ' is ' || o.status || ', but its transfers say otherwise' AS breach FROM bank_orders o \
    JOIN bank_order_lines l ON l.bank_order_id = o.id WHERE l.live = (o.status = 'discarded')";

/// Looks at every bank file.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = bank_orders::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I2 a bank file is the sum of its transfers", checked, SUMS)?,
        finding(tx, "I11 a bank file pays makers under their mandates", checked, MANDATES)?,
        finding(tx, "I2 what a bank file holds is held while it stands", checked, LIVE)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
