//! What is owed is what was reckoned and split, stands in the ledger, and is paid there when it is paid here.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::db::schema::{royalty_corrections, royalty_receipts, royalty_reports};
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const SPLIT: &str = "SELECT r.id || ': its shares do not sum to what is owed' AS breach FROM royalty_reports r \
    WHERE r.owed_cents <> COALESCE((SELECT SUM(s.amount_cents) FROM royalty_shares s WHERE s.report_id = r.id), 0)";

const BOOKED: &str = "SELECT r.id || ': the ledger does not say what is owed, or that it was paid' AS breach FROM royalty_reports r \
    WHERE r.owed_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = r.id AND t.code = 'royalty' AND t.status = 'posted'), 0) \
    OR CASE WHEN r.paid_at IS NULL THEN 0 ELSE r.owed_cents END <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t \
        WHERE t.cause = r.id AND t.code = 'royalty_paid' AND t.status = 'posted'), 0)";

const WHOSE: &str = "SELECT s.report_id || ': somebody is owed in the ledger what is not theirs' AS breach FROM royalty_shares s \
    JOIN royalty_reports r ON r.id = s.report_id WHERE r.payer = 'company' GROUP BY s.report_id, s.studio_id, r.currency \
    HAVING SUM(s.amount_cents) <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = s.report_id AND t.code = 'royalty' \
        AND t.credit_account = s.studio_id || '/royalty_due/' || r.currency), 0)";

const COUNTED: &str = "SELECT r.id || ': begins with other pieces than were reported before' AS breach FROM royalty_reports r \
    WHERE r.kind = 'sales' AND r.pieces_before + COALESCE((SELECT SUM(c.pieces_before) FROM royalty_corrections c WHERE c.report_id = r.id), 0) \
        <> COALESCE((SELECT SUM(b.pieces) FROM royalty_reports b WHERE b.agreement_id = r.agreement_id \
        AND b.kind = 'sales' AND b.period_until < r.period_from), 0) \
        + COALESCE((SELECT SUM(c.pieces) FROM royalty_corrections c JOIN royalty_reports b ON b.id = c.report_id \
        WHERE b.agreement_id = r.agreement_id AND b.kind = 'sales' AND b.period_until < r.period_from), 0)";

const CORRECTED: &str = "SELECT c.id || ': its shares or the ledger do not say the difference' AS breach FROM royalty_corrections c \
    WHERE c.owed_cents <> COALESCE((SELECT SUM(s.amount_cents) FROM royalty_correction_shares s WHERE s.correction_id = c.id), 0) \
    OR c.owed_cents <> COALESCE((SELECT SUM(CASE WHEN t.credit_account LIKE '%/royalty_due/%' THEN t.amount_cents ELSE -t.amount_cents END) \
        FROM transfers t WHERE t.cause = c.id AND t.code = 'royalty' AND t.status = 'posted'), 0) \
    OR CASE WHEN c.paid_at IS NULL THEN 0 ELSE c.owed_cents END <> COALESCE((SELECT \
        SUM(CASE WHEN t.debit_account LIKE '%/royalty_due/%' THEN t.amount_cents ELSE -t.amount_cents END) \
        FROM transfers t WHERE t.cause = c.id AND t.code = 'royalty_paid' AND t.status = 'posted'), 0)";

const RECEIVED: &str = "SELECT c.id || ': came in, but the ledger does not say so' AS breach FROM royalty_receipts c \
    WHERE c.amount_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = c.id AND t.code = 'royalty_paid' \
    AND t.debit_account = c.company_id || '/royalty_due/' || c.currency AND t.credit_account = c.studio_id || '/royalty_owed/' || c.currency), 0)";

const RECEIVED_OF: &str = "SELECT c.agreement_id || ': more came in than sales paid straight ever owed' AS breach FROM royalty_receipts c \
    GROUP BY c.agreement_id HAVING SUM(c.amount_cents) > COALESCE((SELECT SUM(l.royalty_cents) FROM order_lines l JOIN orders o ON o.id = l.order_id \
    JOIN dues d ON d.order_id = o.id AND d.status IN ('paid', 'overpaid') WHERE l.royalty_agreement_id = c.agreement_id AND o.paid_at IS NOT NULL), 0)";

/// Looks at every report and every receipt.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let checked = royalty_reports::table.count().get_result(tx.db)?;
    let corrected = royalty_corrections::table.count().get_result(tx.db)?;
    let received = royalty_receipts::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I2 every royalty that came in stands in the ledger", received, RECEIVED)?,
        finding(tx, "I4 no more royalty came in than was owed", received, RECEIVED_OF)?,
        finding(tx, "I11 the shares of a royalty sum to what is owed", checked, SPLIT)?,
        finding(tx, "I2 every reported royalty stands in the ledger, and its payment too", checked, BOOKED)?,
        finding(tx, "I2 every share stands in the ledger as its owner's", checked, WHOSE)?,
        finding(tx, "I11 each report begins where those before it ended", checked, COUNTED)?,
        finding(tx, "I2 every correction of a royalty is split and stands in the ledger", corrected, CORRECTED)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
