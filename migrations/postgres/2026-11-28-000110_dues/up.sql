-- Money that a buyer owes a creator straight, one for each order; received and returned are guarded counters.
CREATE TABLE dues (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    order_id TEXT COLLATE "C" NOT NULL UNIQUE,
    organisation_id TEXT COLLATE "C" NOT NULL,
    iban TEXT NOT NULL,
    holder TEXT NOT NULL,
    reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    received_cents BIGINT NOT NULL CHECK (received_cents >= 0),
    returned_cents BIGINT NOT NULL CHECK (returned_cents >= 0),
    status TEXT NOT NULL CHECK (status IN ('unpaid', 'partial', 'paid', 'overpaid', 'expired', 'cancelled')),
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    UNIQUE (iban, reference),
    CHECK (returned_cents <= received_cents)
);
CREATE INDEX dues_organisation ON dues (organisation_id, status, id);
CREATE INDEX dues_end ON dues (status, due_at);

-- Money that came, by a statement or by the creator's word. A statement's entry is kept once for each organisation.
CREATE TABLE bank_entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organisation_id TEXT COLLATE "C" NOT NULL,
    due_id TEXT COLLATE "C" REFERENCES dues (id),
    status TEXT NOT NULL CHECK (status IN ('unmatched', 'matched', 'ignored')),
    iban TEXT NOT NULL,
    bank_reference TEXT,
    booked_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    reference TEXT,
    words TEXT NOT NULL,
    payer TEXT,
    payer_iban TEXT,
    note TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, iban, bank_reference, booked_on, amount_cents),
    CHECK ((status = 'matched') = (due_id IS NOT NULL))
);
CREATE INDEX bank_entries_due ON bank_entries (due_id);
CREATE INDEX bank_entries_status ON bank_entries (organisation_id, status, id);
