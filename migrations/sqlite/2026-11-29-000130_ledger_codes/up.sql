-- Money that comes back from a seller's account at the processor, and money that a buyer's bank takes back, have codes of their own.
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
-- The same fact moves the same money once.
CREATE UNIQUE INDEX transfers_once ON transfers (cause, code, debit_account, credit_account);
CREATE INDEX transfers_debit ON transfers (debit_account, id);
CREATE INDEX transfers_credit ON transfers (credit_account, id);
