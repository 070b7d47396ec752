DROP TABLE refund_lines;
ALTER TABLE order_lines DROP COLUMN returned_pieces;
ALTER TABLE order_lines DROP COLUMN refunded_pieces;
ALTER TABLE order_lines DROP COLUMN refunded_cents;
ALTER TABLE orders DROP COLUMN refunded_delivery_cents;
ALTER TABLE orders DROP COLUMN refunded_cents;
CREATE TABLE refunds_old (
    id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    order_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
    reason TEXT NOT NULL CHECK (reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice')),
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    provider_refund TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
INSERT INTO refunds_old SELECT id, payment_id, order_id, status,
    CASE WHEN reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice') THEN reason ELSE 'cancelled_by_seller' END,
    currency, amount_cents, provider_refund, created_at, settled_at FROM refunds;
DROP TABLE refunds;
ALTER TABLE refunds_old RENAME TO refunds;
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE INDEX refunds_provider ON refunds (provider_refund);
CREATE TABLE stock_movements_old (
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
INSERT INTO stock_movements_old SELECT id, variant_id, location, delta, CASE reason WHEN 'returned' THEN 'cancelled' ELSE reason END, cause, note,
    actor, at FROM stock_movements;
DROP TABLE stock_movements;
ALTER TABLE stock_movements_old RENAME TO stock_movements;
CREATE INDEX stock_movements_variant ON stock_movements (variant_id, location, id);
CREATE INDEX stock_movements_cause ON stock_movements (cause);
