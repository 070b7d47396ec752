-- The live listing. Everything buyers see; the columns beside `content` are there to be searched and sorted by.
CREATE TABLE products (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    slug TEXT COLLATE "C" UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'approved', 'changes_requested', 'refused', 'paused', 'suspended', 'archived')),
    status_before TEXT CHECK (status_before IN ('draft', 'submitted', 'approved', 'changes_requested', 'refused', 'paused', 'suspended', 'archived')),
    content TEXT,
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    search_text TEXT COLLATE "C" NOT NULL,
    terms TEXT NOT NULL,
    category TEXT COLLATE "C",
    town TEXT COLLATE "C",
    origin TEXT NOT NULL CHECK (origin IN ('own', 'heritage', 'challenge')),
    made_to_order BOOLEAN NOT NULL,
    lead_time_days INTEGER,
    price_from_cents BIGINT,
    price_to_cents BIGINT,
    currency TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT,
    CHECK (status NOT IN ('approved', 'paused') OR (content IS NOT NULL AND slug IS NOT NULL AND price_from_cents > 0))
);
CREATE INDEX products_by_organisation ON products (organisation_id, status);
CREATE INDEX products_live_by_age ON products (status, published_at, id);
CREATE INDEX products_live_by_price ON products (status, price_from_cents, id);

-- The working copy: at most one a listing. `content` is null while there is none; `version` only ever rises.
CREATE TABLE drafts (
    product_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES products (id),
    content TEXT,
    status TEXT NOT NULL CHECK (status IN ('none', 'editing', 'submitted', 'changes_requested', 'refused')),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    updated_by TEXT COLLATE "C" REFERENCES accounts (id),
    updated_at BIGINT NOT NULL,
    CHECK ((status = 'none') = (content IS NULL))
);
CREATE INDEX drafts_by_age ON drafts (updated_at, product_id);
CREATE INDEX drafts_by_editor ON drafts (updated_by);

-- What can be bought. Rows exist from the first save on (stock hangs on them); only `live` ones are for sale.
CREATE TABLE variants (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (id),
    sku TEXT COLLATE "C" NOT NULL,
    option_name TEXT NOT NULL,
    price_cents BIGINT CHECK (price_cents > 0),
    prior_price_cents BIGINT CHECK (prior_price_cents > 0),
    prior_until_at BIGINT,
    currency TEXT NOT NULL,
    barcode TEXT,
    weight_g INTEGER CHECK (weight_g > 0),
    position INTEGER NOT NULL,
    live BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    CHECK (NOT live OR (price_cents IS NOT NULL AND sku <> '' AND retired_at IS NULL))
);
CREATE INDEX variants_by_product ON variants (product_id, position);
CREATE INDEX variants_by_organisation ON variants (organisation_id, sku);
CREATE UNIQUE INDEX variants_sku_once ON variants (organisation_id, sku) WHERE live;

-- Append-only: every price that was ever asked, from when, by whom.
CREATE TABLE price_changes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    variant_id TEXT COLLATE "C" NOT NULL REFERENCES variants (id),
    price_cents BIGINT NOT NULL CHECK (price_cents > 0),
    currency TEXT NOT NULL,
    changed_by TEXT COLLATE "C" REFERENCES accounts (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX price_changes_by_variant ON price_changes (variant_id, changed_at, id);
CREATE INDEX price_changes_by_account ON price_changes (changed_by);

-- The pictures a listing holds: live ones in their order, and those of its working copy.
CREATE TABLE product_pictures (
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    media_id TEXT COLLATE "C" NOT NULL REFERENCES media (id),
    position INTEGER NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (product_id, media_id)
);
CREATE INDEX product_pictures_by_media ON product_pictures (media_id);
