-- A guest's cart is found by the hash of its secret, an account's by the account; never both.
CREATE TABLE carts (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT UNIQUE,
    account_id TEXT UNIQUE,
    country TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    CHECK ((token_hash IS NULL) <> (account_id IS NULL))
);
CREATE INDEX carts_touched ON carts (touched_at);

CREATE TABLE cart_lines (
    id TEXT NOT NULL PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    variant_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 20),
    personalisation TEXT NOT NULL,
    seen_price_cents BIGINT NOT NULL,
    seen TEXT NOT NULL,
    currency TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    UNIQUE (cart_id, variant_id, personalisation)
);

CREATE TABLE cart_deliveries (
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL,
    option_id TEXT NOT NULL,
    PRIMARY KEY (cart_id, organisation_id)
);
