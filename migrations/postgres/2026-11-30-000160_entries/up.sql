-- Answers to challenges: sealed until the close, blind afterwards. The handle is what others know an entry by; it betrays no order.
CREATE TABLE entries (
    id TEXT COLLATE "C" PRIMARY KEY,
    handle TEXT COLLATE "C" NOT NULL UNIQUE,
    challenge_id TEXT COLLATE "C" NOT NULL REFERENCES challenges (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'withdrawn')),
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    submitted_versions INTEGER NOT NULL CHECK (submitted_versions >= 0),
    team_size INTEGER NOT NULL CHECK (team_size > 0),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CHECK (status <> 'submitted' OR submitted_versions > 0)
);
CREATE INDEX entries_challenge ON entries (challenge_id, status);

-- Nobody is in a team who has not accepted the rights and declared the work to be their own.
CREATE TABLE entry_members (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    challenge_id TEXT COLLATE "C" NOT NULL REFERENCES challenges (id),
    -- One of so many entries that a person may be part of; free again once the entry is withdrawn.
    slot INTEGER,
    studio_id TEXT COLLATE "C" REFERENCES organisations (id),
    leads BOOLEAN NOT NULL,
    share_bp INTEGER NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    agreed_bp INTEGER,
    rights_text_version TEXT NOT NULL,
    rights_accepted_at BIGINT NOT NULL,
    originality_declared_at BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (entry_id, account_id),
    UNIQUE (challenge_id, account_id, slot)
);
CREATE INDEX entry_members_account ON entry_members (account_id);
CREATE INDEX entry_members_studio ON entry_members (studio_id);

CREATE TABLE entry_invitations (
    id TEXT COLLATE "C" PRIMARY KEY,
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    email TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'revoked')),
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX entry_invitations_entry ON entry_invitations (entry_id, status);
CREATE INDEX entry_invitations_invited_by ON entry_invitations (invited_by);

-- Pictures and papers. The blob lies under the handle; the name as it was sent is for the team alone.
CREATE TABLE entry_files (
    id TEXT COLLATE "C" PRIMARY KEY,
    handle TEXT COLLATE "C" NOT NULL UNIQUE,
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    kind TEXT NOT NULL CHECK (kind IN ('picture', 'document')),
    name TEXT NOT NULL,
    caption TEXT NOT NULL,
    position INTEGER NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    widths TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    uploaded_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    uploaded_at BIGINT NOT NULL,
    -- Out of the draft, kept for a version that shows it.
    removed BOOLEAN NOT NULL
);
CREATE INDEX entry_files_entry ON entry_files (entry_id, position);
CREATE INDEX entry_files_uploaded_by ON entry_files (uploaded_by);

-- What was submitted, numbered; the last one before the close counts.
CREATE TABLE entry_versions (
    id TEXT COLLATE "C" PRIMARY KEY,
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries (id),
    number INTEGER NOT NULL CHECK (number > 0),
    content TEXT NOT NULL,
    files TEXT NOT NULL,
    team TEXT NOT NULL,
    receipt TEXT NOT NULL,
    submitted_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    submitted_at BIGINT NOT NULL,
    UNIQUE (entry_id, number)
);
CREATE INDEX entry_versions_submitted_by ON entry_versions (submitted_by);

-- Blobs that nothing shows any more: erased right after the commit, or by the clock.
CREATE TABLE entry_erasures (
    blob_key TEXT PRIMARY KEY,
    due_at BIGINT NOT NULL
);
CREATE INDEX entry_erasures_due ON entry_erasures (due_at);
