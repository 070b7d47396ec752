-- One order's part of a payout at the processor, and what of it came back. The row is written before the processor hears of it.
CREATE TABLE payout_parts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payout_id TEXT COLLATE "C" NOT NULL REFERENCES payouts (id),
    order_id TEXT COLLATE "C" NOT NULL,
    organisation_id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    reversed_cents BIGINT NOT NULL CHECK (reversed_cents >= 0 AND reversed_cents <= amount_cents),
    status TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'failed', 'reversed')),
    provider_transfer TEXT COLLATE "C" UNIQUE,
    error TEXT,
    tried_at BIGINT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE UNIQUE INDEX payout_parts_once ON payout_parts (payout_id, order_id);
CREATE INDEX payout_parts_order ON payout_parts (order_id);

CREATE TABLE payout_reversals (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    part_id TEXT COLLATE "C" NOT NULL REFERENCES payout_parts (id),
    refund_id TEXT COLLATE "C",
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'refused')),
    provider_reversal TEXT COLLATE "C" UNIQUE,
    error TEXT,
    tried_at BIGINT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
-- A refund takes back from a part once.
CREATE UNIQUE INDEX payout_reversals_once ON payout_reversals (part_id, refund_id);
