-- What buyers say of what they received: one for each line of an order. What the desk did about one is append-only.
CREATE TABLE reviews (
    id TEXT COLLATE "C" PRIMARY KEY,
    order_line_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES order_lines (id),
    order_id TEXT COLLATE "C" NOT NULL REFERENCES orders (id),
    organisation_id TEXT COLLATE "C" NOT NULL,
    product_id TEXT COLLATE "C" NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    text TEXT NOT NULL,
    name TEXT,
    hidden BOOLEAN NOT NULL,
    written_at BIGINT NOT NULL,
    edited_at BIGINT,
    reply TEXT,
    replied_by TEXT COLLATE "C",
    replied_at BIGINT,
    CHECK ((reply IS NULL) = (replied_at IS NULL))
);
CREATE INDEX reviews_order ON reviews (order_id);
CREATE INDEX reviews_product ON reviews (product_id, hidden, id);
CREATE INDEX reviews_organisation ON reviews (organisation_id, hidden, id);

CREATE TABLE review_measures (
    id TEXT COLLATE "C" PRIMARY KEY,
    review_id TEXT COLLATE "C" NOT NULL REFERENCES reviews (id),
    hides BOOLEAN NOT NULL,
    ground TEXT CHECK (ground IN ('law', 'terms')),
    clause TEXT,
    facts TEXT,
    decided_by TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    decided_at BIGINT NOT NULL,
    -- Nothing is taken down without a statement of reasons.
    CHECK (NOT hides OR (ground IS NOT NULL AND clause IS NOT NULL AND facts IS NOT NULL))
);
CREATE INDEX review_measures_review ON review_measures (review_id, id);
CREATE INDEX review_measures_decided_by ON review_measures (decided_by);

-- Orders whose buyer was asked for a review, or is not to be asked.
CREATE TABLE review_invitations (
    order_id TEXT COLLATE "C" PRIMARY KEY REFERENCES orders (id),
    sent BOOLEAN NOT NULL,
    at BIGINT NOT NULL
);

-- Addresses that do not want to be asked, as hashes.
CREATE TABLE review_refusals (
    address_hash TEXT COLLATE "C" PRIMARY KEY,
    at BIGINT NOT NULL
);
