-- What company and creator sign after a challenge was decided. The text is frozen with the offer; a signature names its version.
CREATE TABLE agreements (
    id TEXT COLLATE "C" PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('offered', 'signed_by_company', 'signed_by_creator', 'in_force', 'declined', 'expired')),
    challenge_id TEXT COLLATE "C" NOT NULL,
    challenge_slug TEXT NOT NULL,
    challenge_title TEXT NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    work TEXT NOT NULL,
    place INTEGER NOT NULL CHECK (place > 0),
    prize_cents BIGINT NOT NULL CHECK (prize_cents >= 0),
    company_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    studio_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id) CHECK (studio_id <> company_id),
    rights TEXT NOT NULL CHECK (rights IN ('creator_keeps', 'shared_licence', 'company_acquires')),
    royalty TEXT NOT NULL,
    option_code TEXT,
    text_version TEXT NOT NULL,
    text TEXT NOT NULL,
    offered_by TEXT COLLATE "C" NOT NULL,
    offered_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at > offered_at),
    in_force_at BIGINT,
    ends_at BIGINT,
    ended_at BIGINT,
    reason TEXT,
    reported_pieces BIGINT NOT NULL DEFAULT 0 CHECK (reported_pieces >= 0),
    CHECK ((status = 'in_force') = (in_force_at IS NOT NULL)),
    CHECK ((in_force_at IS NULL) = (ends_at IS NULL)),
    CHECK ((status IN ('declined', 'expired')) = (ended_at IS NOT NULL)),
    CHECK (status <> 'in_force' OR option_code IS NOT NULL),
    CHECK (status <> 'declined' OR reason IS NOT NULL)
);
-- An entry is offered one agreement at a time.
CREATE UNIQUE INDEX agreements_live ON agreements (entry_id) WHERE ended_at IS NULL;
CREATE INDEX agreements_challenge ON agreements (challenge_id, place);
CREATE INDEX agreements_company ON agreements (company_id, id);
CREATE INDEX agreements_studio ON agreements (studio_id, id);
CREATE INDEX agreements_open ON agreements (status, expires_at);

-- Who made the work, and which share of what is owed is theirs.
CREATE TABLE agreement_members (
    agreement_id TEXT COLLATE "C" NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    studio_id TEXT COLLATE "C",
    name TEXT NOT NULL,
    share_bp INTEGER NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (agreement_id, account_id)
);
CREATE INDEX agreement_members_account ON agreement_members (account_id);
CREATE INDEX agreement_members_studio ON agreement_members (studio_id);

-- Never changed. Each side signs once.
CREATE TABLE agreement_signatures (
    agreement_id TEXT COLLATE "C" NOT NULL REFERENCES agreements (id),
    side TEXT NOT NULL CHECK (side IN ('company', 'creator')),
    account_id TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    text_version TEXT NOT NULL,
    option_code TEXT,
    signed_at BIGINT NOT NULL,
    PRIMARY KEY (agreement_id, side)
);

-- A product and the challenge it comes from: by an agreement, or by consent of both sides.
CREATE TABLE product_links (
    id TEXT COLLATE "C" PRIMARY KEY,
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    studio_id TEXT COLLATE "C" NOT NULL,
    challenge_id TEXT COLLATE "C" NOT NULL,
    challenge_slug TEXT NOT NULL,
    challenge_title TEXT NOT NULL,
    company_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    agreement_id TEXT COLLATE "C" REFERENCES agreements (id),
    status TEXT NOT NULL CHECK (status IN ('requested', 'accepted', 'declined', 'undone')),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('company', 'creator')),
    asked_at BIGINT NOT NULL,
    answered_at BIGINT,
    ended_at BIGINT,
    CHECK (agreement_id IS NULL OR status = 'accepted'),
    CHECK ((status IN ('declined', 'undone')) = (ended_at IS NOT NULL))
);
-- A product comes from one challenge at most.
CREATE UNIQUE INDEX product_links_live ON product_links (product_id) WHERE ended_at IS NULL;
CREATE INDEX product_links_challenge ON product_links (challenge_id);
CREATE INDEX product_links_company ON product_links (company_id, id);
CREATE INDEX product_links_studio ON product_links (studio_id, id);
CREATE INDEX product_links_agreement ON product_links (agreement_id);

-- A credit line that was agreed with a company: the listing keeps it.
ALTER TABLE products ADD COLUMN agreed_credit TEXT;
