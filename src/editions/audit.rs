//! I3 of editions: no more pieces are out than the edition has, and as many as its shelf says were sold.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::edition_pieces;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const LINES: &str = "SELECT l.id || ': has more numbers than pieces' AS breach FROM order_lines l \
    WHERE (SELECT COUNT(*) FROM edition_pieces p WHERE p.order_line_id = l.id AND p.returned_at IS NULL) > l.quantity";

const SHELVES: &str = "SELECT s.variant_id || ': as many numbers are out as its shelf does not say' AS breach FROM stock_levels s \
    WHERE s.location = 'edition' AND (SELECT COUNT(*) FROM edition_pieces p WHERE p.variant_id = s.variant_id AND p.returned_at IS NULL) \
    <> COALESCE((SELECT SUM(m.delta) FROM stock_movements m WHERE m.variant_id = s.variant_id AND m.location = 'edition' \
        AND m.reason = 'opening'), 0) - s.on_hand";

/// Looks at every line and every edition.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = edition_pieces::table.count().get_result(tx.db)?;
    let rules = [("I3 no line has more numbers than pieces", LINES), ("I3 as many numbers of an edition are out as were sold", SHELVES)];
    rules
        .into_iter()
        .map(|(invariant, query)| {
            let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
            Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
        })
        .collect()
}
