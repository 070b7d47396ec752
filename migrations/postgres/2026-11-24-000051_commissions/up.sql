-- The platform's share. A rule is never changed but for its end.
CREATE TABLE commission_rules (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('seller', 'challenge', 'event', 'category', 'default')),
    scope_value TEXT,
    rank INTEGER NOT NULL,
    percent_bp BIGINT NOT NULL CHECK (percent_bp BETWEEN 0 AND 10000),
    fixed_cents BIGINT NOT NULL CHECK (fixed_cents >= 0),
    floor_cents BIGINT,
    cap_cents BIGINT,
    vat_rate_bp BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    CHECK ((scope = 'default') = (scope_value IS NULL))
);
CREATE INDEX commission_rules_order ON commission_rules (rank, valid_from);
-- What a region starts with; the coordinator changes it by adding another.
INSERT INTO commission_rules (id, scope, scope_value, rank, percent_bp, fixed_cents, vat_rate_bp, valid_from) VALUES
    ('cmr_01900000-0000-7000-8000-000000000001', 'default', NULL, 4, 1200, 0, 2200, 0),
    ('cmr_01900000-0000-7000-8000-000000000002', 'challenge', 'any', 1, 1000, 0, 2200, 0),
    ('cmr_01900000-0000-7000-8000-000000000003', 'event', 'any', 2, 600, 0, 2200, 0);

-- Frozen when the order is placed.
ALTER TABLE order_lines ADD COLUMN commission_rule TEXT COLLATE "C";
ALTER TABLE order_lines ADD COLUMN commission_cents BIGINT NOT NULL DEFAULT 0 CHECK (commission_cents >= 0);
ALTER TABLE order_lines ADD COLUMN commission_vat_cents BIGINT NOT NULL DEFAULT 0 CHECK (commission_vat_cents >= 0);
