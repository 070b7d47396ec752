-- The log of what happened. Append-only.
CREATE TABLE log_events (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C",
    data TEXT NOT NULL
);
CREATE INDEX log_events_subject ON log_events (subject, id);
CREATE INDEX log_events_kind ON log_events (kind, id);

-- Work to do after a commit, at least once.
CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (kind, key)
);
CREATE INDEX jobs_due ON jobs (status, run_at);

-- One answer for one key of one actor.
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- The outbox: one letter for one fact.
CREATE TABLE mails (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    locale TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'sent')),
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_created ON mails (created_at);
