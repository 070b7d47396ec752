-- What the desk did about a message that was reported: append-only, and nothing is taken down without a statement of reasons.
ALTER TABLE order_messages ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE message_measures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    message_id TEXT COLLATE "C" NOT NULL REFERENCES order_messages (id),
    hides BOOLEAN NOT NULL,
    ground TEXT CHECK (ground IN ('law', 'terms')),
    clause TEXT,
    facts TEXT,
    decided_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    decided_at BIGINT NOT NULL,
    CHECK (NOT hides OR (ground IS NOT NULL AND clause IS NOT NULL AND facts IS NOT NULL))
);
CREATE INDEX message_measures_message ON message_measures (message_id, id);
CREATE INDEX message_measures_decided_by ON message_measures (decided_by);
