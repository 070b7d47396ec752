-- A maker lets an organizer take the money of sales at its till and send it on; one such mandate for a pair is in force at most.
CREATE TABLE mandates (
    id TEXT NOT NULL PRIMARY KEY,
    studio_id TEXT NOT NULL,
    organizer_id TEXT NOT NULL,
    text_version TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    revoked_by TEXT,
    revoked_at BIGINT,
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL)),
    CHECK (studio_id <> organizer_id)
);
CREATE UNIQUE INDEX mandates_live ON mandates (studio_id, organizer_id) WHERE revoked_at IS NULL;

-- A file of transfers out of an organizer's own account, for its own bank.
CREATE TABLE bank_orders (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    organizer_id TEXT NOT NULL,
    iban TEXT NOT NULL,
    holder TEXT NOT NULL,
    executed_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('prepared', 'sent', 'discarded')),
    currency TEXT NOT NULL,
    total_cents BIGINT NOT NULL CHECK (total_cents > 0),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX bank_orders_organizer ON bank_orders (organizer_id, id);

-- A fact is in one live file at most.
CREATE TABLE bank_order_lines (
    bank_order_id TEXT NOT NULL REFERENCES bank_orders (id),
    position INTEGER NOT NULL,
    studio_id TEXT NOT NULL,
    mandate_id TEXT NOT NULL REFERENCES mandates (id),
    cause TEXT NOT NULL,
    iban TEXT NOT NULL,
    holder TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    purpose TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (bank_order_id, position)
);
CREATE UNIQUE INDEX bank_order_lines_live ON bank_order_lines (studio_id, cause) WHERE live;
