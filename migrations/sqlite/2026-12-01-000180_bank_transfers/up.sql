-- A buyer may pay by bank transfer, straight to the creator. References to payments hold while the table is rebuilt.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE payments_kept AS SELECT * FROM payments;
DROP TABLE payments;
CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    order_group_id TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('sandbox', 'stripe', 'bank_transfer')),
    status TEXT NOT NULL CHECK (status IN ('created', 'pending', 'captured', 'declined', 'expired', 'review')),
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    captured_cents BIGINT NOT NULL CHECK (captured_cents >= 0),
    refunded_cents BIGINT NOT NULL CHECK (refunded_cents >= 0),
    provider_session TEXT UNIQUE,
    provider_intent TEXT,
    checkout_url TEXT,
    created_at BIGINT NOT NULL,
    captured_at BIGINT,
    CHECK (refunded_cents <= captured_cents),
    CHECK (captured_cents <= amount_cents)
);
INSERT INTO payments SELECT id, order_group_id, method, status, currency, amount_cents, captured_cents, refunded_cents, provider_session,
    provider_intent, checkout_url, created_at, captured_at FROM payments_kept;
DROP TABLE payments_kept;
CREATE INDEX payments_group ON payments (order_group_id, id);
CREATE UNIQUE INDEX payments_live ON payments (order_group_id) WHERE status IN ('created', 'pending', 'review');
-- An invoiced share that was paid has a code of its own.
CREATE TABLE transfers_rebuilt (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction', 'royalty', 'royalty_back', 'royalty_paid', 'commission_paid')),
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
-- A cart that is paid by transfer becomes one purchase for each creator; they know the first of them.
ALTER TABLE order_groups ADD COLUMN placed_with TEXT;
CREATE INDEX order_groups_placed_with ON order_groups (placed_with);
-- Where the buyer wants money of a transfer back.
ALTER TABLE dues ADD COLUMN return_iban TEXT;
ALTER TABLE dues ADD COLUMN return_holder TEXT;
-- On which day a seller paid a refund by hand.
ALTER TABLE refunds ADD COLUMN paid_on TEXT;
