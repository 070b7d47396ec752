-- What the company says to the result: prepared while nobody may know it, public with the reveal.
CREATE TABLE challenge_announcements (
    challenge_id TEXT NOT NULL PRIMARY KEY REFERENCES challenges (id),
    text TEXT NOT NULL,
    written_by TEXT NOT NULL REFERENCES accounts (id),
    written_at BIGINT NOT NULL
);
CREATE INDEX challenge_announcements_written_by ON challenge_announcements (written_by);
