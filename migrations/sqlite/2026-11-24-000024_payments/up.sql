-- Captured and refunded are guarded counters: no more goes back than came in. An order group has one live payment at most.
CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    order_group_id TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('sandbox', 'stripe')),
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
CREATE INDEX payments_group ON payments (order_group_id, id);
CREATE UNIQUE INDEX payments_live ON payments (order_group_id) WHERE status IN ('created', 'pending', 'review');

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    order_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
    reason TEXT NOT NULL CHECK (reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice')),
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    provider_refund TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE INDEX refunds_provider ON refunds (provider_refund);

-- What the processor told us, each event once; the body is kept for the audit.
CREATE TABLE provider_events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    livemode BOOLEAN NOT NULL,
    outcome TEXT NOT NULL,
    payment_id TEXT,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX provider_events_payment ON provider_events (payment_id);
