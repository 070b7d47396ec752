-- People: accounts, the ways back into them, their sessions, and the limits on guessing.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    phone TEXT,
    password_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
    is_coordinator BOOLEAN NOT NULL,
    is_admin BOOLEAN NOT NULL,
    is_demo BOOLEAN NOT NULL,
    email_verified_at BIGINT,
    totp_secret TEXT,
    totp_confirmed_at BIGINT,
    totp_step BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX accounts_created_at ON accounts (created_at, id);

-- Single use, short lived, kept as hashes: verification, reset, change of address, second step of a sign-in.
CREATE TABLE account_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('verification', 'reset', 'email_change', 'second_factor')),
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX account_tokens_account ON account_tokens (account_id, purpose);
CREATE INDEX account_tokens_expires_at ON account_tokens (expires_at);

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    second_factor BOOLEAN NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_because TEXT CHECK (revoked_because IN ('signed_out', 'signed_out_everywhere', 'token_reused', 'password_changed', 'account_closed', 'factor_changed'))
);
CREATE INDEX sessions_account ON sessions (account_id, last_used_at);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Every refresh token that a session has handed out; a spent one that comes back late betrays a theft.
CREATE TABLE refresh_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

CREATE TABLE attempts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures INTEGER NOT NULL,
    window_started_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX attempts_window ON attempts (window_started_at);
