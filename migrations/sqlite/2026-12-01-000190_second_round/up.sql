-- A jury may judge twice: the second time only what was shortlisted, on sheets of its own.
CREATE TABLE jury_sheets_of_round (
    juror_id TEXT NOT NULL REFERENCES jurors (id),
    entry_id TEXT NOT NULL REFERENCES entries (id),
    round TEXT NOT NULL CHECK (round IN ('first', 'second')),
    state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'recused')),
    conflict TEXT,
    saves INTEGER NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (juror_id, entry_id, round),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK ((state = 'recused') = (conflict IS NOT NULL))
);
INSERT INTO jury_sheets_of_round (juror_id, entry_id, round, state, conflict, saves, opened_at, closed_at)
    SELECT juror_id, entry_id, 'first', state, conflict, saves, opened_at, closed_at FROM jury_sheets;

CREATE TABLE scores_of_round (
    id TEXT NOT NULL PRIMARY KEY,
    juror_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    round TEXT NOT NULL,
    criterion_id TEXT NOT NULL REFERENCES challenge_criteria (id),
    points INTEGER CHECK (points BETWEEN 0 AND 10),
    comment TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    FOREIGN KEY (juror_id, entry_id, round) REFERENCES jury_sheets_of_round (juror_id, entry_id, round)
);
INSERT INTO scores_of_round (id, juror_id, entry_id, round, criterion_id, points, comment, given_at)
    SELECT id, juror_id, entry_id, 'first', criterion_id, points, comment, given_at FROM scores;

DROP TABLE scores;
DROP TABLE jury_sheets;
ALTER TABLE jury_sheets_of_round RENAME TO jury_sheets;
ALTER TABLE scores_of_round RENAME TO scores;
CREATE INDEX jury_sheets_entry ON jury_sheets (entry_id, round, state);
CREATE INDEX scores_sheet ON scores (juror_id, entry_id, round, id);
CREATE INDEX scores_entry ON scores (entry_id);
CREATE INDEX scores_criterion ON scores (criterion_id);

-- Which round a settlement of a tie and a place of the ranking belong to.
ALTER TABLE jury_ties ADD COLUMN round TEXT NOT NULL DEFAULT 'first' CHECK (round IN ('first', 'second'));
ALTER TABLE jury_places ADD COLUMN round TEXT NOT NULL DEFAULT 'first' CHECK (round IN ('first', 'second'));

-- That a shortlist was made; once for a challenge.
CREATE TABLE jury_shortlists (
    challenge_id TEXT NOT NULL PRIMARY KEY REFERENCES challenges (id),
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX jury_shortlists_made_by ON jury_shortlists (made_by);

-- The first round as it stood when the shortlist was made; it does not change.
CREATE TABLE jury_first_round (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries (id),
    challenge_id TEXT NOT NULL REFERENCES jury_shortlists (challenge_id),
    shortlisted BOOLEAN NOT NULL,
    place INTEGER NOT NULL CHECK (place > 0),
    mean_milli BIGINT NOT NULL CHECK (mean_milli BETWEEN 0 AND 10000),
    median_milli BIGINT NOT NULL CHECK (median_milli BETWEEN 0 AND 10000),
    spread_milli BIGINT NOT NULL CHECK (spread_milli BETWEEN 0 AND 10000),
    sheets INTEGER NOT NULL CHECK (sheets > 0)
);
CREATE INDEX jury_first_round_challenge ON jury_first_round (challenge_id, place);
