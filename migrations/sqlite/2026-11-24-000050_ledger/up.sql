-- Counters beside the accounts of organisations; changed only together with their transfers.
CREATE TABLE ledger_accounts (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT,
    currency TEXT NOT NULL,
    debits_cents BIGINT NOT NULL CHECK (debits_cents >= 0),
    credits_cents BIGINT NOT NULL CHECK (credits_cents >= 0),
    created_at BIGINT NOT NULL
);
CREATE INDEX ledger_accounts_organisation ON ledger_accounts (organisation_id);

-- Every movement of money. Append-only; a promise is settled once.
CREATE TABLE transfers (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'correction')),
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL CHECK (credit_account <> debit_account),
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    currency TEXT NOT NULL,
    cause TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'posted', 'voided')),
    at BIGINT NOT NULL,
    settled_at BIGINT
);
-- The same fact moves the same money once.
CREATE UNIQUE INDEX transfers_once ON transfers (cause, code, debit_account, credit_account);
CREATE INDEX transfers_debit ON transfers (debit_account, id);
CREATE INDEX transfers_credit ON transfers (credit_account, id);
