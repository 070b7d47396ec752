-- A company's challenge. `content` is the brief; the columns beside it are its echo, kept for questions by state and time.
-- Criteria and terms are frozen at publication: the rows of `challenge_criteria` are written then, and `promised` keeps what was promised.
CREATE TABLE challenges (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    slug TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN (
        'draft', 'submitted', 'changes_requested', 'refused', 'approved', 'published', 'open', 'closed', 'judging', 'decided',
        'revealed', 'follow_up', 'completed', 'cancelled', 'suspended'
    )),
    state_before TEXT,
    state_reason TEXT NOT NULL,
    state_message TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    cover_media_id TEXT REFERENCES media (id),
    zone TEXT NOT NULL,
    publish_at BIGINT,
    opens_at BIGINT,
    closes_at BIGINT,
    judging_until BIGINT,
    reveal_at BIGINT,
    option_days INTEGER NOT NULL CHECK (option_days >= 0),
    rights TEXT NOT NULL,
    royalty TEXT NOT NULL,
    rights_text_version TEXT NOT NULL,
    max_team INTEGER NOT NULL,
    max_entries_per_person INTEGER NOT NULL,
    public_vote BOOLEAN NOT NULL,
    promised TEXT,
    published_at BIGINT,
    decided_at BIGINT,
    revealed_at BIGINT,
    sequence INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((published_at IS NULL) = (promised IS NULL)),
    CHECK (closes_at > opens_at)
);
CREATE INDEX challenges_organisation ON challenges (organisation_id, updated_at, id);
CREATE INDEX challenges_state ON challenges (state, closes_at, id);
CREATE INDEX challenges_published ON challenges (published_at, id);
CREATE INDEX challenges_cover ON challenges (cover_media_id);

-- Companies that pose it together with the first.
CREATE TABLE challenge_hosts (
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (challenge_id, organisation_id)
);
CREATE INDEX challenge_hosts_organisation ON challenge_hosts (organisation_id);

CREATE TABLE challenge_criteria (
    id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    position INTEGER NOT NULL,
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 100),
    label TEXT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (challenge_id, position)
);

-- Every move of a deadline; append-only. It only ever moves later.
CREATE TABLE challenge_deadlines (
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    moved_at BIGINT NOT NULL,
    before_at BIGINT NOT NULL,
    after_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    moved_by TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (challenge_id, after_at),
    CHECK (after_at > before_at)
);
CREATE INDEX challenge_deadlines_by ON challenge_deadlines (moved_by);

CREATE TABLE challenge_questions (
    id TEXT NOT NULL PRIMARY KEY,
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_at BIGINT NOT NULL,
    locale TEXT NOT NULL,
    question TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'answered', 'declined')),
    answer TEXT NOT NULL,
    answered_by TEXT REFERENCES accounts (id),
    answered_at BIGINT,
    CHECK ((status = 'waiting') = (answered_at IS NULL))
);
CREATE INDEX challenge_questions_challenge ON challenge_questions (challenge_id, asked_at, id);
CREATE INDEX challenge_questions_asker ON challenge_questions (asked_by, asked_at);
CREATE INDEX challenge_questions_answerer ON challenge_questions (answered_by);

CREATE TABLE challenge_followers (
    challenge_id TEXT NOT NULL REFERENCES challenges (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    followed_at BIGINT NOT NULL,
    PRIMARY KEY (challenge_id, account_id)
);
CREATE INDEX challenge_followers_account ON challenge_followers (account_id);
