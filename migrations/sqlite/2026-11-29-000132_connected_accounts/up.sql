-- The sellers' accounts at the processor, as it last told us. Without an account id it was asked for and the answer is not here yet.
CREATE TABLE connected_accounts (
    organisation_id TEXT NOT NULL PRIMARY KEY,
    account TEXT UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('begun', 'incomplete', 'checking', 'active', 'unsupported')),
    requirements TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    checked_at BIGINT
);
