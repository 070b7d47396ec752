-- A company says that royalties on sales, which buyers paid straight to the maker, came in.
CREATE TABLE royalty_receipts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agreement_id TEXT COLLATE "C" NOT NULL,
    company_id TEXT COLLATE "C" NOT NULL,
    studio_id TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    currency TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    confirmed_by TEXT COLLATE "C" NOT NULL,
    confirmed_at BIGINT NOT NULL
);
-- Of two receipts at the same instant one comes second, and is reckoned anew.
CREATE UNIQUE INDEX royalty_receipts_number ON royalty_receipts (agreement_id, number);
