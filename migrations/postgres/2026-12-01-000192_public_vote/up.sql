-- Whom a person of the public votes for: one vote each, which may change until the vote ends.
CREATE TABLE challenge_votes (
    challenge_id TEXT COLLATE "C" NOT NULL REFERENCES challenges (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    cast_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (challenge_id, account_id),
    CHECK (changed_at >= cast_at)
);
CREATE INDEX challenge_votes_account ON challenge_votes (account_id);
CREATE INDEX challenge_votes_entry ON challenge_votes (entry_id);
