-- One queue for every decision. A submission freezes what it asks about; decisions are append-only.
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    subject_kind TEXT CHECK (subject_kind IN ('organisation', 'listing', 'popup')),
    subject_id TEXT,
    organisation_id TEXT REFERENCES organisations (id),
    subject_title TEXT,
    url TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN (
        'illegal', 'unsafe_product', 'counterfeit', 'copyright', 'misleading', 'personal_data', 'offensive', 'child_safety', 'other'
    )),
    statement TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
);
CREATE INDEX reports_address ON reports (address_hash, received_at);
CREATE INDEX reports_subject ON reports (subject_id, received_at);
CREATE INDEX reports_organisation ON reports (organisation_id);

CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('organisation', 'listing', 'popup', 'report', 'objection')),
    subject_id TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    title TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    live TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'decided', 'withdrawn')),
    round INTEGER NOT NULL CHECK (round > 0),
    submitted_by TEXT REFERENCES accounts (id),
    submitted_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    closed_at BIGINT,
    claimed_by TEXT REFERENCES accounts (id),
    second_look_by TEXT REFERENCES accounts (id),
    second_look_at BIGINT,
    second_look_note TEXT,
    second_look_answer TEXT,
    second_look_answered_by TEXT REFERENCES accounts (id),
    second_look_answered_at BIGINT,
    CHECK ((status = 'open') = (closed_at IS NULL))
);
-- A thing waits at the desk at most once.
CREATE UNIQUE INDEX submissions_one_open ON submissions (kind, subject_id) WHERE status = 'open';
CREATE INDEX submissions_queue ON submissions (status, submitted_at, id);
CREATE INDEX submissions_subject ON submissions (subject_id, submitted_at);
CREATE INDEX submissions_organisation ON submissions (organisation_id, submitted_at, id);

CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT REFERENCES submissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('organisation', 'listing', 'popup', 'report', 'objection')),
    subject_id TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    title TEXT NOT NULL,
    round INTEGER NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN (
        'approved', 'changes_requested', 'refused', 'suspended', 'restored', 'upheld', 'dismissed'
    )),
    ground TEXT CHECK (ground IN ('law', 'terms')),
    clause TEXT,
    facts TEXT,
    comments TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('listing', 'event', 'account', 'report', 'objection')),
    source TEXT NOT NULL CHECK (source IN ('submission', 'own_initiative', 'notice', 'objection')),
    report_id TEXT REFERENCES reports (id),
    redress_version TEXT NOT NULL,
    automated BOOLEAN NOT NULL,
    decided_by TEXT NOT NULL REFERENCES accounts (id),
    decided_at BIGINT NOT NULL,
    -- No decision against anybody without a statement of reasons.
    CHECK (decision IN ('approved', 'restored') OR (ground IS NOT NULL AND clause IS NOT NULL AND facts IS NOT NULL))
);
CREATE INDEX decisions_submission ON decisions (submission_id);
CREATE INDEX decisions_subject ON decisions (subject_id, decided_at, id);
CREATE INDEX decisions_organisation ON decisions (organisation_id, decided_at, id);
CREATE INDEX decisions_log ON decisions (decided_at, id);
CREATE INDEX decisions_report ON decisions (report_id);

CREATE TABLE decision_readings (
    decision_id TEXT NOT NULL REFERENCES decisions (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    read_by TEXT NOT NULL REFERENCES accounts (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (decision_id, organisation_id)
);
CREATE INDEX decision_readings_organisation ON decision_readings (organisation_id);

CREATE TABLE objections (
    id TEXT NOT NULL PRIMARY KEY,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decisions (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    statement TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX objections_organisation ON objections (organisation_id);

CREATE TABLE saved_replies (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    ground TEXT NOT NULL CHECK (ground IN ('law', 'terms')),
    clause TEXT NOT NULL,
    facts TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    updated_at BIGINT NOT NULL
);
