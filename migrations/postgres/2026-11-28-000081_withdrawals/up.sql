-- A buyer's withdrawal from a contract. What was declared, and when, is never changed.
CREATE TABLE withdrawals (
    id TEXT COLLATE "C" PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    order_group_id TEXT COLLATE "C" NOT NULL,
    organisation_id TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('submitted', 'proof_of_sending', 'goods_received', 'refunded')),
    whole BOOLEAN NOT NULL,
    before_sending BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    reason TEXT,
    text_version TEXT NOT NULL,
    submitted_at BIGINT NOT NULL,
    send_back_by BIGINT NOT NULL,
    refund_by BIGINT NOT NULL,
    carrier TEXT,
    tracking_number TEXT,
    sent_back_at BIGINT,
    received_at BIGINT,
    refund_id TEXT COLLATE "C" REFERENCES refunds (id),
    deducted_cents BIGINT NOT NULL CHECK (deducted_cents >= 0),
    deduction_reason TEXT,
    refunded_at BIGINT,
    CHECK ((status = 'refunded') = (refunded_at IS NOT NULL))
);
CREATE INDEX withdrawals_order ON withdrawals (order_id);
CREATE INDEX withdrawals_organisation ON withdrawals (organisation_id, status);
CREATE INDEX withdrawals_open ON withdrawals (status, submitted_at);

CREATE TABLE withdrawal_lines (
    withdrawal_id TEXT COLLATE "C" NOT NULL REFERENCES withdrawals (id),
    order_line_id TEXT COLLATE "C" NOT NULL REFERENCES order_lines (id),
    pieces BIGINT NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (withdrawal_id, order_line_id)
);
CREATE INDEX withdrawal_lines_line ON withdrawal_lines (order_line_id);
