-- The unit that owns: an organisation, the people who act for it, and what the law asks of a seller.
CREATE TABLE organisations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('studio', 'company', 'organizer', 'institution')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'changes_requested', 'refused', 'suspended', 'closed')),
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    bio TEXT NOT NULL,
    town TEXT,
    country TEXT NOT NULL,
    website TEXT,
    contact_email TEXT,
    contact_phone TEXT,
    logo_media_id TEXT,
    portrait_media_id TEXT,
    is_demo BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    submitted_at BIGINT,
    approved_at BIGINT,
    closed_at BIGINT
);
CREATE INDEX organisations_status ON organisations (status, kind);

CREATE TABLE onboarding (
    organisation_id TEXT NOT NULL PRIMARY KEY REFERENCES organisations (id),
    legal_kind TEXT CHECK (legal_kind IN ('individual_odd', 'sole_trader', 'company', 'cooperative', 'society', 'institute', 'public_body')),
    legal_name TEXT,
    trade_name TEXT,
    street TEXT,
    post_code TEXT,
    town TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    tax_number TEXT,
    vat_id TEXT,
    registration_number TEXT,
    register_name TEXT,
    birth_date TEXT,
    birth_place TEXT,
    residence_country TEXT,
    iban TEXT,
    account_holder TEXT,
    vat_status TEXT CHECK (vat_status IN ('registered', 'exempt')),
    vat_from TEXT,
    tax_details TEXT NOT NULL,
    odd TEXT,
    manufacturer TEXT,
    self_certification_version TEXT,
    self_certification_at BIGINT,
    terms_version TEXT,
    terms_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, account_id)
);
CREATE INDEX memberships_account ON memberships (account_id);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'revoked')),
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX invitations_organisation ON invitations (organisation_id, created_at);
CREATE INDEX invitations_invited_by ON invitations (invited_by);
CREATE INDEX invitations_email ON invitations (email, status);
