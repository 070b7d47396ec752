-- What the desk looked up about an organisation, and what it found. Append-only.
CREATE TABLE organisation_checks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    submission_id TEXT COLLATE "C" NOT NULL REFERENCES submissions (id),
    source TEXT NOT NULL CHECK (source IN ('register', 'vies', 'tax_register', 'bank_account', 'identity')),
    result TEXT NOT NULL CHECK (result IN ('agrees', 'differs', 'not_found')),
    note TEXT NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX organisation_checks_organisation ON organisation_checks (organisation_id, made_at, id);
CREATE INDEX organisation_checks_submission ON organisation_checks (submission_id);
CREATE INDEX organisation_checks_made_by ON organisation_checks (made_by);
