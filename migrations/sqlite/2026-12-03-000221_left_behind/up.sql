-- Votes of people who have gone, in votes that had ended: the sum stays, who gave them does not.
CREATE TABLE challenge_vote_sums (
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    entry_id TEXT NOT NULL REFERENCES entries (id),
    votes BIGINT NOT NULL CHECK (votes > 0),
    PRIMARY KEY (challenge_id, entry_id)
);
CREATE INDEX challenge_vote_sums_entry ON challenge_vote_sums (entry_id);
-- Who promised, written down when the account goes although confidential papers were opened: the company relies on it.
ALTER TABLE challenge_confidences ADD COLUMN name TEXT;
