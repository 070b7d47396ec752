-- Payments that a buyer's bank questions, as the processor last told us.
CREATE TABLE disputes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payment_id TEXT COLLATE "C" NOT NULL,
    provider_dispute TEXT COLLATE "C" NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed')),
    reason TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    withdrawn BOOLEAN NOT NULL,
    fee_cents BIGINT NOT NULL,
    livemode BOOLEAN NOT NULL,
    due_by BIGINT,
    opened_at BIGINT NOT NULL,
    looked_up_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX disputes_payment ON disputes (payment_id);
CREATE INDEX disputes_opened ON disputes (opened_at);

-- What each order of the payment bears of it.
CREATE TABLE dispute_orders (
    dispute_id TEXT COLLATE "C" NOT NULL REFERENCES disputes (id),
    order_id TEXT COLLATE "C" NOT NULL,
    organisation_id TEXT COLLATE "C" NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    commission_cents BIGINT NOT NULL CHECK (commission_cents >= 0),
    commission_vat_cents BIGINT NOT NULL CHECK (commission_vat_cents >= 0),
    PRIMARY KEY (dispute_id, order_id)
);
CREATE INDEX dispute_orders_order ON dispute_orders (order_id);

-- The card's bank suspects fraud before anybody disputes.
CREATE TABLE fraud_warnings (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payment_id TEXT COLLATE "C",
    charge TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    actionable BOOLEAN NOT NULL,
    livemode BOOLEAN NOT NULL,
    warned_at BIGINT NOT NULL
);
CREATE INDEX fraud_warnings_at ON fraud_warnings (warned_at);
