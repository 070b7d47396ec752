-- Entries that were not chosen and went back to their makers when the option period ended. Never changed.
CREATE TABLE entry_releases (
    entry_id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL,
    released_at BIGINT NOT NULL
);
CREATE INDEX entry_releases_challenge ON entry_releases (challenge_id);
