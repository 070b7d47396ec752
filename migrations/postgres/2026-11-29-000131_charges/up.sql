-- What the processor names the money of a captured payment, and what it keeps of it.
CREATE TABLE charges (
    payment_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES payments (id),
    charge TEXT COLLATE "C" NOT NULL UNIQUE,
    balance_transaction TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    fee_cents BIGINT NOT NULL CHECK (fee_cents >= 0),
    looked_up_at BIGINT NOT NULL
);
