-- The level is a guarded counter; the movements are the truth it must equal.
CREATE TABLE stock_levels (
    variant_id TEXT NOT NULL,
    location TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    on_hand BIGINT NOT NULL,
    held BIGINT NOT NULL,
    low_at BIGINT CHECK (low_at IS NULL OR low_at >= 0),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (variant_id, location),
    CHECK (held >= 0),
    CHECK (location <> 'web' OR (on_hand >= 0 AND held <= on_hand))
);
CREATE INDEX stock_levels_organisation ON stock_levels (organisation_id, variant_id);

CREATE TABLE stock_movements (
    id TEXT NOT NULL PRIMARY KEY,
    variant_id TEXT NOT NULL,
    location TEXT NOT NULL,
    delta BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('opening', 'made', 'counted', 'damaged', 'gift', 'sold_elsewhere', 'other', 'sale', 'cancelled')),
    cause TEXT,
    note TEXT,
    actor TEXT,
    at BIGINT NOT NULL,
    FOREIGN KEY (variant_id, location) REFERENCES stock_levels (variant_id, location)
);
CREATE INDEX stock_movements_variant ON stock_movements (variant_id, location, id);
CREATE INDEX stock_movements_cause ON stock_movements (cause);

CREATE TABLE stock_holds (
    id TEXT NOT NULL PRIMARY KEY,
    cause TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    location TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    state TEXT NOT NULL CHECK (state IN ('held', 'consumed', 'released')),
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (cause, variant_id, location),
    FOREIGN KEY (variant_id, location) REFERENCES stock_levels (variant_id, location)
);
CREATE INDEX stock_holds_variant ON stock_holds (variant_id, location, state);
