-- What a company shows only to those who promise to keep it to themselves.
CREATE TABLE challenge_attachments (
    id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    handle TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    size_bytes BIGINT NOT NULL CHECK (size_bytes > 0),
    uploaded_by TEXT NOT NULL REFERENCES accounts (id),
    uploaded_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX challenge_attachments_challenge ON challenge_attachments (challenge_id, id);
CREATE INDEX challenge_attachments_uploaded_by ON challenge_attachments (uploaded_by);

-- Who promised that, to which text, when; never changed.
CREATE TABLE challenge_confidences (
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    text_version TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (challenge_id, account_id)
);
CREATE INDEX challenge_confidences_account ON challenge_confidences (account_id);

-- Who opened what, and when first.
CREATE TABLE challenge_attachment_reads (
    attachment_id TEXT NOT NULL REFERENCES challenge_attachments (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (attachment_id, account_id)
);
CREATE INDEX challenge_attachment_reads_account ON challenge_attachment_reads (account_id);
