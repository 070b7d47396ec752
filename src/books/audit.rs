//! I2: what was paid and what went back stand in the ledger, with the same amounts.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::audit::Finding;

#[derive(QueryableByName)]
struct Breach {
    #[diesel(sql_type = Text)]
    breach: String,
}

const SALES: &str = "SELECT o.number || ' is paid, but the ledger does not say so' AS breach FROM orders o \
    WHERE o.paid_at IS NOT NULL AND o.total_cents > 0 AND o.total_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t \
    WHERE t.cause = o.id AND t.code = 'capture' AND t.status = 'posted'), 0)";

const REFUNDS: &str = "SELECT r.id || ' is ' || r.status || ', but the ledger says otherwise' AS breach FROM refunds r \
    WHERE r.status <> 'failed' AND r.amount_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = r.id AND t.code = 'refund' \
    AND t.status = CASE r.status WHEN 'done' THEN 'posted' ELSE 'pending' END), 0)";

const SHARES: &str = "SELECT r.id || ' gives back another share than its parts say' AS breach FROM refunds r \
    WHERE r.status <> 'failed' AND r.order_id IS NOT NULL \
    AND COALESCE((SELECT SUM(p.commission_cents + p.commission_vat_cents) FROM refund_lines p WHERE p.refund_id = r.id), 0) \
    <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = r.id AND t.code IN ('commission_back', 'commission_vat_back') \
    AND t.status <> 'voided'), 0)";

const ROYALTIES: &str = "SELECT o.number || ': its lines owe another royalty than the ledger says' AS breach FROM orders o \
    WHERE o.paid_at IS NOT NULL AND COALESCE((SELECT SUM(l.royalty_cents) FROM order_lines l WHERE l.order_id = o.id), 0) \
    <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = o.id AND t.code = 'royalty' AND t.status = 'posted'), 0)";

const ROYALTIES_BACK: &str = "SELECT r.id || ' gives back another royalty than its parts say' AS breach FROM refunds r \
    WHERE r.status <> 'failed' AND r.order_id IS NOT NULL \
    AND COALESCE((SELECT SUM(p.royalty_cents) FROM refund_lines p WHERE p.refund_id = r.id), 0) \
    <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = r.id AND t.code = 'royalty_back' AND t.status <> 'voided'), 0)";

const ROYALTY_TERMS: &str = "SELECT l.id || ' owes a royalty that no agreement in force asks for' AS breach FROM order_lines l \
    WHERE (l.royalty_cents > 0 OR l.royalty_to IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM agreements a JOIN product_links k ON k.agreement_id = a.id \
    WHERE a.id = l.royalty_agreement_id AND a.company_id = l.royalty_to AND a.in_force_at IS NOT NULL AND k.product_id = l.product_id)";

const FEES: &str = "SELECT c.payment_id || ': the fee is not booked as it was told' AS breach FROM charges c \
    WHERE c.fee_cents <> COALESCE((SELECT SUM(t.amount_cents) FROM transfers t WHERE t.cause = c.payment_id AND t.code = 'processor_fee' \
    AND t.status = 'posted'), 0)";

const DISPUTES: &str = "SELECT d.id || ' is ' || d.status || ', but the ledger says otherwise' AS breach FROM disputes d \
    JOIN dispute_orders o ON o.dispute_id = d.id WHERE (d.withdrawn = TRUE OR d.status = 'lost') AND o.amount_cents <> COALESCE((SELECT SUM(t.amount_cents) \
    FROM transfers t WHERE t.cause = o.order_id || ':' || o.dispute_id AND t.code = 'dispute' \
    AND t.status = CASE d.status WHEN 'lost' THEN 'posted' ELSE 'pending' END), 0)";

const STRAIGHT: &str = "SELECT o.number || ': its money took another way in the ledger than its payment' AS breach FROM orders o \
    JOIN payments p ON p.order_group_id = o.order_group_id AND p.status = 'captured' WHERE o.paid_at IS NOT NULL \
    AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.order_id IS NULL) \
    AND EXISTS (SELECT 1 FROM transfers t WHERE t.cause = o.id AND t.code IN ('capture', 'commission', 'commission_vat') \
    AND (p.method = 'bank_transfer') <> (t.debit_account IN (o.organisation_id || '/own_account/' || o.currency, o.organisation_id || '/commission_owed/' || o.currency)))";

const INVOICES: &str = "SELECT t.cause || ': was paid as another invoice than it is' AS breach FROM transfers t WHERE t.code = 'commission_paid' \
    AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = t.cause AND d.kind = 'commission_invoice' AND d.total_cents >= t.amount_cents \
    AND t.credit_account = d.organisation_id || '/commission_owed/' || d.currency)";

/// Looks at every paid order and every refund.
pub fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    use crate::db::schema::{charges, disputes, orders, refunds};
    let sold = orders::table.filter(orders::paid_at.is_not_null()).count().get_result(tx.db)?;
    let refunded = refunds::table.count().get_result(tx.db)?;
    let charged = charges::table.count().get_result(tx.db)?;
    let disputed = disputes::table.count().get_result(tx.db)?;
    Ok(vec![
        finding(tx, "I2 every paid order stands in the ledger", sold, SALES)?,
        finding(tx, "I2 what was paid straight to a seller is due to nobody, what was not is due to its seller", sold, STRAIGHT)?,
        finding(tx, "I2 what was paid of the platform's share is an invoice", sold, INVOICES)?,
        finding(tx, "I2 every refund stands in the ledger as it stands at the processor", refunded, REFUNDS)?,
        finding(tx, "I2 the processor's fee of every payment is booked once", charged, FEES)?,
        finding(tx, "I2 every dispute stands in the ledger as it stands at the processor", disputed, DISPUTES)?,
        finding(tx, "I2 every refund gives back the platform's share of its parts", refunded, SHARES)?,
        finding(tx, "I2 every royalty on a sale stands in the ledger as its lines say", sold, ROYALTIES)?,
        finding(tx, "I2 every refund gives back the royalty of its parts", refunded, ROYALTIES_BACK)?,
        finding(tx, "I11 a line owes a royalty only by an agreement", sold, ROYALTY_TERMS)?,
    ])
}

fn finding(tx: &mut Tx, invariant: &'static str, checked: i64, query: &str) -> Result<Finding> {
    let breaches: Vec<Breach> = diesel::sql_query(format!("{query} LIMIT 100")).load(tx.db)?;
    Ok(Finding { invariant, checked, breaches: breaches.into_iter().map(|row| row.breach).collect() })
}
