-- What a company puts right in a report it has sent: the difference to what stood before, never an edit.
CREATE TABLE royalty_corrections (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES royalty_reports (id),
    number INTEGER NOT NULL CHECK (number > 0),
    pieces BIGINT NOT NULL,
    net_sales_cents BIGINT NOT NULL,
    on_sales_cents BIGINT NOT NULL,
    minimum_added_cents BIGINT NOT NULL,
    owed_cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    corrected_by TEXT NOT NULL,
    corrected_at BIGINT NOT NULL,
    paid_on TEXT,
    paid_by TEXT,
    paid_at BIGINT,
    CHECK (owed_cents = on_sales_cents + minimum_added_cents),
    CHECK ((paid_at IS NULL) = (paid_on IS NULL))
);
-- Of two corrections at the same instant one comes second.
CREATE UNIQUE INDEX royalty_corrections_number ON royalty_corrections (report_id, number);

-- What of the difference is whose.
CREATE TABLE royalty_correction_shares (
    correction_id TEXT NOT NULL REFERENCES royalty_corrections (id),
    account_id TEXT NOT NULL,
    studio_id TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (correction_id, account_id)
);
