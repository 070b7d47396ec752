-- Who judges a challenge. The seed shuffles the entries, for each juror otherwise.
CREATE TABLE jurors (
    id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    chairs BOOLEAN NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('invited', 'accepted', 'declined', 'removed')),
    account_id TEXT REFERENCES accounts (id),
    seed TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    invited_at BIGINT NOT NULL,
    answered_at BIGINT,
    removed_because TEXT,
    CHECK (status <> 'accepted' OR account_id IS NOT NULL),
    CHECK ((status = 'removed') = (removed_because IS NOT NULL))
);
CREATE INDEX jurors_challenge ON jurors (challenge_id, status);
CREATE INDEX jurors_account ON jurors (account_id);
CREATE INDEX jurors_invited_by ON jurors (invited_by);

-- A juror's sheet for one entry: open, completed, or put aside by a declared conflict. Points are locked once it is not open.
CREATE TABLE jury_sheets (
    juror_id TEXT NOT NULL REFERENCES jurors (id),
    entry_id TEXT NOT NULL REFERENCES entries (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'recused')),
    conflict TEXT,
    saves INTEGER NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (juror_id, entry_id),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK ((state = 'recused') = (conflict IS NOT NULL))
);
CREATE INDEX jury_sheets_entry ON jury_sheets (entry_id, state);

-- Who gave how many points for what and when; append-only, the last for a criterion counts.
CREATE TABLE scores (
    id TEXT NOT NULL PRIMARY KEY,
    juror_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    criterion_id TEXT NOT NULL REFERENCES challenge_criteria (id),
    points INTEGER CHECK (points BETWEEN 0 AND 10),
    comment TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    FOREIGN KEY (juror_id, entry_id) REFERENCES jury_sheets (juror_id, entry_id)
);
CREATE INDEX scores_sheet ON scores (juror_id, entry_id, id);
CREATE INDEX scores_entry ON scores (entry_id);
CREATE INDEX scores_criterion ON scores (criterion_id);

-- How a tie was settled; append-only, the last for a pair of places counts.
CREATE TABLE jury_ties (
    id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    ranked TEXT NOT NULL,
    reason TEXT NOT NULL,
    settled_by TEXT NOT NULL REFERENCES accounts (id),
    settled_at BIGINT NOT NULL
);
CREATE INDEX jury_ties_challenge ON jury_ties (challenge_id, id);
CREATE INDEX jury_ties_settled_by ON jury_ties (settled_by);

-- The ranking as it was decided; it does not change.
CREATE TABLE jury_places (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries (id),
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    place INTEGER NOT NULL CHECK (place > 0),
    mean_milli BIGINT NOT NULL CHECK (mean_milli BETWEEN 0 AND 10000),
    median_milli BIGINT NOT NULL CHECK (median_milli BETWEEN 0 AND 10000),
    spread_milli BIGINT NOT NULL CHECK (spread_milli BETWEEN 0 AND 10000),
    sheets INTEGER NOT NULL CHECK (sheets > 0),
    UNIQUE (challenge_id, place)
);
