-- What a company says it sold under an agreement, what that comes to, and whether it was paid. Never changed but for the payment.
CREATE TABLE royalty_reports (
    id TEXT COLLATE "C" PRIMARY KEY,
    agreement_id TEXT COLLATE "C" NOT NULL REFERENCES agreements (id),
    company_id TEXT COLLATE "C" NOT NULL,
    studio_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sales', 'buyout')),
    payer TEXT NOT NULL CHECK (payer IN ('creator', 'company')),
    period TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_until TEXT NOT NULL,
    pieces_before BIGINT NOT NULL CHECK (pieces_before >= 0),
    pieces BIGINT NOT NULL CHECK (pieces >= 0),
    net_sales_cents BIGINT NOT NULL CHECK (net_sales_cents >= 0),
    on_sales_cents BIGINT NOT NULL CHECK (on_sales_cents >= 0),
    minimum_added_cents BIGINT NOT NULL CHECK (minimum_added_cents >= 0),
    owed_cents BIGINT NOT NULL,
    currency TEXT NOT NULL,
    note TEXT,
    reported_by TEXT COLLATE "C" NOT NULL,
    reported_at BIGINT NOT NULL,
    paid_on TEXT,
    paid_by TEXT COLLATE "C",
    paid_at BIGINT,
    CHECK (owed_cents = on_sales_cents + minimum_added_cents),
    CHECK ((paid_at IS NULL) = (paid_on IS NULL))
);
-- A period is reported once.
CREATE UNIQUE INDEX royalty_reports_once ON royalty_reports (agreement_id, period);
CREATE INDEX royalty_reports_company ON royalty_reports (company_id, id);
CREATE INDEX royalty_reports_studio ON royalty_reports (studio_id, id);

-- What of it is whose.
CREATE TABLE royalty_shares (
    report_id TEXT COLLATE "C" NOT NULL REFERENCES royalty_reports (id),
    account_id TEXT COLLATE "C" NOT NULL,
    studio_id TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    share_bp INTEGER NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (report_id, account_id)
);
CREATE INDEX royalty_shares_account ON royalty_shares (account_id);
CREATE INDEX royalty_shares_studio ON royalty_shares (studio_id);
