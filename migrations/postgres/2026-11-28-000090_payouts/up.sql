-- When money that came in becomes payable. A rule is never changed, only followed by another; an order keeps the one of the day it was paid.
CREATE TABLE release_rules (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL CHECK (rule IN ('paid', 'shipped', 'delivered', 'delivered_14_days')),
    valid_from BIGINT NOT NULL,
    set_by TEXT COLLATE "C"
);
CREATE INDEX release_rules_from ON release_rules (valid_from);
INSERT INTO release_rules (id, rule, valid_from) VALUES ('rlr_01900000-0000-7000-8000-000000000001', 'delivered_14_days', 0);

CREATE TABLE payout_batches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('prepared', 'released', 'discarded')),
    minimum_cents BIGINT NOT NULL CHECK (minimum_cents >= 0),
    held_back TEXT NOT NULL,
    prepared_by TEXT COLLATE "C" NOT NULL,
    prepared_at BIGINT NOT NULL,
    released_by TEXT COLLATE "C",
    released_at BIGINT
);
-- One batch is looked at at a time.
CREATE UNIQUE INDEX payout_batches_prepared ON payout_batches (status) WHERE status = 'prepared';

CREATE TABLE payouts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    batch_id TEXT COLLATE "C" NOT NULL REFERENCES payout_batches (id),
    organisation_id TEXT COLLATE "C" NOT NULL,
    number TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('prepared', 'left_out', 'released', 'sent', 'paid', 'failed', 'returned')),
    means TEXT NOT NULL CHECK (means IN ('manual', 'stripe_transfer')),
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    opening_cents BIGINT,
    iban TEXT,
    account_holder TEXT,
    provider_account TEXT,
    provider_transfer TEXT UNIQUE,
    note TEXT,
    created_at BIGINT NOT NULL,
    released_at BIGINT,
    sent_at BIGINT,
    paid_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX payouts_batch ON payouts (batch_id, id);
CREATE INDEX payouts_organisation ON payouts (organisation_id, id);

-- What a payout is made of. The same fact is in one live payout at most.
CREATE TABLE payout_lines (
    payout_id TEXT COLLATE "C" NOT NULL REFERENCES payouts (id),
    position INTEGER NOT NULL,
    organisation_id TEXT COLLATE "C" NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('order', 'refund', 'fee', 'dispute', 'correction')),
    order_id TEXT COLLATE "C",
    gross_cents BIGINT NOT NULL,
    commission_cents BIGINT NOT NULL,
    commission_vat_cents BIGINT NOT NULL,
    other_cents BIGINT NOT NULL,
    amount_cents BIGINT NOT NULL,
    at BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (payout_id, position),
    CHECK (amount_cents = gross_cents + commission_cents + commission_vat_cents + other_cents)
);
CREATE UNIQUE INDEX payout_lines_once ON payout_lines (organisation_id, cause) WHERE live;
CREATE INDEX payout_lines_order ON payout_lines (order_id);
