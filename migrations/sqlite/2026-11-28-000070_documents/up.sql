-- The last number given in each series. Raised in the transaction that stores the document, so that no number is left out.
CREATE TABLE document_series (
    id TEXT NOT NULL PRIMARY KEY,
    last_sequence BIGINT NOT NULL CHECK (last_sequence >= 0)
);

-- Invoices, credit notes and statements as they were issued: everything printed stands in the content. Never changed, never taken out.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'commission_invoice', 'commission_credit_note', 'statement')),
    issuer TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device TEXT NOT NULL,
    year INTEGER NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    number TEXT NOT NULL,
    cause TEXT NOT NULL,
    order_id TEXT,
    refers_to TEXT REFERENCES documents (id),
    currency TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    vat_cents BIGINT NOT NULL,
    content TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    issued_at BIGINT NOT NULL
);
-- No number twice in a series; one document of a kind for one fact.
CREATE UNIQUE INDEX documents_number ON documents (issuer, kind, device, year, sequence);
CREATE UNIQUE INDEX documents_cause ON documents (kind, cause);
CREATE INDEX documents_organisation ON documents (organisation_id, id);
CREATE INDEX documents_order ON documents (order_id);
CREATE INDEX documents_refers_to ON documents (refers_to);

CREATE TRIGGER documents_unchanged BEFORE UPDATE ON documents BEGIN
    SELECT RAISE(ABORT, 'a document is never changed');
END;
CREATE TRIGGER documents_kept BEFORE DELETE ON documents BEGIN
    SELECT RAISE(ABORT, 'a document is never taken out');
END;
