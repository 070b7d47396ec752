DROP TABLE jury_first_round;
DROP TABLE jury_shortlists;
ALTER TABLE jury_places DROP COLUMN round;
ALTER TABLE jury_ties DROP COLUMN round;

CREATE TABLE jury_sheets_before (
    juror_id TEXT COLLATE "C" NOT NULL REFERENCES jurors (id),
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'recused')),
    conflict TEXT,
    saves INTEGER NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (juror_id, entry_id),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK ((state = 'recused') = (conflict IS NOT NULL))
);
INSERT INTO jury_sheets_before (juror_id, entry_id, state, conflict, saves, opened_at, closed_at)
    SELECT juror_id, entry_id, state, conflict, saves, opened_at, closed_at FROM jury_sheets WHERE round = 'first';

CREATE TABLE scores_before (
    id TEXT COLLATE "C" PRIMARY KEY,
    juror_id TEXT COLLATE "C" NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    criterion_id TEXT COLLATE "C" NOT NULL REFERENCES challenge_criteria (id),
    points INTEGER CHECK (points BETWEEN 0 AND 10),
    comment TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    FOREIGN KEY (juror_id, entry_id) REFERENCES jury_sheets_before (juror_id, entry_id)
);
INSERT INTO scores_before (id, juror_id, entry_id, criterion_id, points, comment, given_at)
    SELECT id, juror_id, entry_id, criterion_id, points, comment, given_at FROM scores WHERE round = 'first';

DROP TABLE scores;
DROP TABLE jury_sheets;
ALTER TABLE jury_sheets_before RENAME TO jury_sheets;
ALTER TABLE scores_before RENAME TO scores;
CREATE INDEX jury_sheets_entry ON jury_sheets (entry_id, state);
CREATE INDEX scores_sheet ON scores (juror_id, entry_id, id);
CREATE INDEX scores_entry ON scores (entry_id);
CREATE INDEX scores_criterion ON scores (criterion_id);
