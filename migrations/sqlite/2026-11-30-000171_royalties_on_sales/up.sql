-- What a line owes to a company by an agreement, frozen when it was ordered, and what went back of it.
ALTER TABLE order_lines ADD COLUMN royalty_agreement_id TEXT;
ALTER TABLE order_lines ADD COLUMN royalty_to TEXT;
ALTER TABLE order_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0 CHECK (royalty_cents >= 0);
-- Of which challenge a piece comes, as it was said when it was bought.
ALTER TABLE order_lines ADD COLUMN origin TEXT;
CREATE INDEX order_lines_royalty ON order_lines (royalty_agreement_id);
ALTER TABLE refund_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0 CHECK (royalty_cents >= 0);
-- Of the other amounts of a line, what is a royalty.
ALTER TABLE payout_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0;
-- A royalty has codes of its own.
CREATE TABLE transfers_rebuilt (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction', 'royalty', 'royalty_back', 'royalty_paid')),
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
