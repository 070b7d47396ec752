-- Each comparison of our books with the processor's, and where the two differ.
CREATE TABLE reconciliations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    window_from BIGINT NOT NULL,
    window_until BIGINT NOT NULL,
    compared BIGINT NOT NULL,
    differing BIGINT NOT NULL,
    run_at BIGINT NOT NULL
);
CREATE INDEX reconciliations_at ON reconciliations (run_at);

CREATE TABLE differences (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('unknown', 'missing', 'amount', 'fee')),
    thing TEXT NOT NULL CHECK (thing IN ('payment', 'refund', 'transfer', 'reversal', 'dispute')),
    subject TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    ours_cents BIGINT,
    theirs_cents BIGINT,
    happened_at BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT COLLATE "C",
    note TEXT
);
-- What is still open is named once.
CREATE UNIQUE INDEX differences_open ON differences (thing, subject, kind) WHERE settled_at IS NULL;
CREATE INDEX differences_found ON differences (found_at);
