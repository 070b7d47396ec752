-- One purchase, one order for each creator in it, one line for each thing bought. What was agreed is copied, never looked up.
CREATE TABLE order_groups (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('placed', 'paid', 'expired', 'cancelled')),
    account_id TEXT,
    cart_id TEXT,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT,
    address TEXT,
    locale TEXT NOT NULL,
    gift_note TEXT,
    hide_prices BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    items_cents BIGINT NOT NULL CHECK (items_cents >= 0),
    delivery_cents BIGINT NOT NULL CHECK (delivery_cents >= 0),
    total_cents BIGINT NOT NULL,
    link_version INTEGER NOT NULL,
    terms_accepted_at BIGINT NOT NULL,
    hold_expires_at BIGINT NOT NULL,
    placed_at BIGINT NOT NULL,
    paid_at BIGINT,
    CHECK (total_cents = items_cents + delivery_cents)
);
CREATE INDEX order_groups_account ON order_groups (account_id, id);
CREATE INDEX order_groups_due ON order_groups (status, hold_expires_at);

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    order_group_id TEXT NOT NULL REFERENCES order_groups (id),
    organisation_id TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('placed', 'paid', 'accepted', 'shipped', 'ready_for_pickup', 'delivered', 'collected',
        'completed', 'expired', 'cancelled', 'withdrawal_requested', 'returned', 'refunded')),
    version BIGINT NOT NULL,
    seller TEXT NOT NULL,
    delivery_method TEXT NOT NULL CHECK (delivery_method IN ('parcel', 'pickup')),
    delivery TEXT NOT NULL,
    currency TEXT NOT NULL,
    items_cents BIGINT NOT NULL CHECK (items_cents >= 0),
    delivery_cents BIGINT NOT NULL CHECK (delivery_cents >= 0),
    total_cents BIGINT NOT NULL,
    vat_cents BIGINT NOT NULL CHECK (vat_cents >= 0),
    pieces BIGINT NOT NULL CHECK (pieces > 0),
    ship_by TEXT NOT NULL,
    search TEXT NOT NULL,
    tracking TEXT,
    cancellation TEXT,
    placed_at BIGINT NOT NULL,
    paid_at BIGINT,
    accepted_at BIGINT,
    sent_at BIGINT,
    received_at BIGINT,
    completed_at BIGINT,
    cancelled_at BIGINT,
    CHECK (total_cents = items_cents + delivery_cents)
);
CREATE INDEX orders_group ON orders (order_group_id);
CREATE INDEX orders_organisation ON orders (organisation_id, status, id);

CREATE TABLE order_lines (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    variant_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    option TEXT NOT NULL,
    sku TEXT NOT NULL,
    picture TEXT,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_cents BIGINT NOT NULL CHECK (unit_price_cents >= 0),
    total_cents BIGINT NOT NULL,
    vat_rate_bp BIGINT NOT NULL CHECK (vat_rate_bp >= 0),
    made_to_order BOOLEAN NOT NULL,
    lead_time_days BIGINT NOT NULL,
    personalisation TEXT,
    withdrawal_exempt TEXT,
    CHECK (total_cents = unit_price_cents * quantity)
);
CREATE INDEX order_lines_order ON order_lines (order_id, position);
CREATE INDEX order_lines_variant ON order_lines (variant_id);
