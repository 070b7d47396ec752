-- The three codes become corrections again.
UPDATE transfers SET code = 'correction' WHERE code IN ('royalty', 'royalty_back', 'royalty_paid');
CREATE TABLE transfers_rebuilt (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction')),
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL CHECK (credit_account <> debit_account),
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    currency TEXT NOT NULL,
    cause TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'posted', 'voided')),
    at BIGINT NOT NULL,
    settled_at BIGINT
);
INSERT INTO transfers_rebuilt SELECT id, code, debit_account, credit_account, amount_cents, currency, cause, status, at, settled_at FROM transfers;
DROP TABLE transfers;
ALTER TABLE transfers_rebuilt RENAME TO transfers;
CREATE UNIQUE INDEX transfers_once ON transfers (cause, code, debit_account, credit_account);
CREATE INDEX transfers_debit ON transfers (debit_account, id);
CREATE INDEX transfers_credit ON transfers (credit_account, id);
ALTER TABLE payout_lines DROP COLUMN royalty_cents;
ALTER TABLE refund_lines DROP COLUMN royalty_cents;
DROP INDEX order_lines_royalty;
ALTER TABLE order_lines DROP COLUMN origin;
ALTER TABLE order_lines DROP COLUMN royalty_cents;
ALTER TABLE order_lines DROP COLUMN royalty_to;
ALTER TABLE order_lines DROP COLUMN royalty_agreement_id;
