//! What is in force was signed by both, in the text that was offered; a team's shares are the whole; counted pieces are those reported.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::{agreements, product_links};
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const SIGNED: &str = "SELECT a.id || ' is ' || a.status || ', but its signatures say otherwise' AS breach FROM agreements a \
    WHERE (a.status IN ('signed_by_company', 'in_force')) <> EXISTS (SELECT 1 FROM agreement_signatures s WHERE s.agreement_id = a.id AND s.side = 'company') \
    AND a.status NOT IN ('declined', 'expired') \
    OR (a.status IN ('signed_by_creator', 'in_force')) <> EXISTS (SELECT 1 FROM agreement_signatures s WHERE s.agreement_id = a.id AND s.side = 'creator') \
    AND a.status NOT IN ('declined', 'expired') \
    OR EXISTS (SELECT 1 FROM agreement_signatures s WHERE s.agreement_id = a.id AND s.text_version <> a.text_version) \
    OR EXISTS (SELECT 1 FROM agreement_signatures s WHERE s.agreement_id = a.id AND s.signed_at >= a.expires_at) \
    OR (a.status = 'in_force' AND EXISTS (SELECT 1 FROM agreement_signatures s WHERE s.agreement_id = a.id AND s.side = 'creator' \
        AND s.option_code <> a.option_code))";

const SHARES: &str = "SELECT a.id || ': the shares of its team are not the whole' AS breach FROM agreements a \
    WHERE 10000 <> COALESCE((SELECT SUM(m.share_bp) FROM agreement_members m WHERE m.agreement_id = a.id), 0)";

const PIECES: &str = "SELECT a.id || ' counts other pieces than were reported' AS breach FROM agreements a \
    WHERE a.reported_pieces <> COALESCE((SELECT SUM(r.pieces) FROM royalty_reports r WHERE r.agreement_id = a.id), 0) \
        + COALESCE((SELECT SUM(c.pieces) FROM royalty_corrections c JOIN royalty_reports r ON r.id = c.report_id \
        WHERE r.agreement_id = a.id), 0)";

const RELEASED: &str = "SELECT r.entry_id || ' was given back, but an agreement keeps it' AS breach FROM entry_releases r \
    WHERE EXISTS (SELECT 1 FROM agreements a WHERE a.entry_id = r.entry_id AND (a.ended_at IS NULL OR a.offered_at > r.released_at))";

const LINKS: &str = "SELECT l.id || ' ties a product otherwise than its agreement says' AS breach FROM product_links l \
    JOIN agreements a ON a.id = l.agreement_id WHERE a.status <> 'in_force' OR a.challenge_id <> l.challenge_id \
    OR a.company_id <> l.company_id OR a.studio_id <> l.studio_id \
    OR l.studio_id <> (SELECT p.organisation_id FROM products p WHERE p.id = l.product_id)";

/// Looks at every agreement and tie.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let agreed = agreements::table.count().get_result(tx.db)?;
    let links = product_links::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I11 what is in force was signed by both sides, in its own text and in time", agreed, SIGNED)?,
        finding(tx, "I11 the shares of a team are the whole", agreed, SHARES)?,
        finding(tx, "I11 an agreement counts the pieces that were reported", agreed, PIECES)?,
        finding(tx, "I11 what went back to its makers is nobody else's", agreed, RELEASED)?,
        finding(tx, "I11 a product made under an agreement is tied to its challenge and its makers", links, LINKS)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
