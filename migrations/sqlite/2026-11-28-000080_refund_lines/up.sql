-- Money back by line: counters that never pass what was paid, and append-only rows that say what they are made of.
CREATE TABLE refunds_new (
    id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    order_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
    reason TEXT NOT NULL CHECK (reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice', 'by_seller', 'by_desk',
        'withdrawal', 'guarantee')),
    currency TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents > 0),
    provider_refund TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    note TEXT
);
INSERT INTO refunds_new (id, payment_id, order_id, status, reason, currency, amount_cents, provider_refund, created_at, settled_at)
    SELECT id, payment_id, order_id, status, reason, currency, amount_cents, provider_refund, created_at, settled_at FROM refunds;
DROP TABLE refunds;
ALTER TABLE refunds_new RENAME TO refunds;
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE INDEX refunds_provider ON refunds (provider_refund);

ALTER TABLE orders ADD COLUMN refunded_cents BIGINT NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0 AND refunded_cents <= total_cents);
ALTER TABLE orders ADD COLUMN refunded_delivery_cents BIGINT NOT NULL DEFAULT 0
    CHECK (refunded_delivery_cents >= 0 AND refunded_delivery_cents <= delivery_cents);
ALTER TABLE order_lines ADD COLUMN refunded_cents BIGINT NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0 AND refunded_cents <= total_cents);
ALTER TABLE order_lines ADD COLUMN refunded_pieces BIGINT NOT NULL DEFAULT 0 CHECK (refunded_pieces >= 0 AND refunded_pieces <= quantity);
-- Pieces that came back or that the buyer has said to send back; none comes back twice.
ALTER TABLE order_lines ADD COLUMN returned_pieces BIGINT NOT NULL DEFAULT 0 CHECK (returned_pieces >= 0 AND returned_pieces <= quantity);

CREATE TABLE refund_lines (
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    position INTEGER NOT NULL,
    order_line_id TEXT REFERENCES order_lines (id),
    pieces BIGINT NOT NULL CHECK (pieces >= 0),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    commission_cents BIGINT NOT NULL CHECK (commission_cents >= 0),
    commission_vat_cents BIGINT NOT NULL CHECK (commission_vat_cents >= 0),
    restocked BOOLEAN NOT NULL,
    PRIMARY KEY (refund_id, position),
    CHECK (order_line_id IS NOT NULL OR pieces = 0)
);
CREATE INDEX refund_lines_line ON refund_lines (order_line_id);

-- Until now an order's money went back whole.
INSERT INTO refund_lines SELECT r.id, l.position, l.id, l.quantity, l.total_cents, l.commission_cents, l.commission_vat_cents, TRUE
    FROM refunds r JOIN order_lines l ON l.order_id = r.order_id;
INSERT INTO refund_lines SELECT r.id, (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = o.id), NULL, 0, o.delivery_cents, 0, 0, FALSE
    FROM refunds r JOIN orders o ON o.id = r.order_id WHERE o.delivery_cents > 0;
UPDATE order_lines SET refunded_cents = total_cents, refunded_pieces = quantity, returned_pieces = quantity
    WHERE order_id IN (SELECT order_id FROM refunds WHERE order_id IS NOT NULL AND status <> 'failed');
UPDATE orders SET refunded_cents = total_cents, refunded_delivery_cents = delivery_cents
    WHERE id IN (SELECT order_id FROM refunds WHERE order_id IS NOT NULL AND status <> 'failed');

-- Pieces also come back because a buyer sent them back.
CREATE TABLE stock_movements_new (
    id TEXT NOT NULL PRIMARY KEY,
    variant_id TEXT NOT NULL,
    location TEXT NOT NULL,
    delta BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('opening', 'made', 'counted', 'damaged', 'gift', 'sold_elsewhere', 'other', 'sale', 'cancelled',
        'returned')),
    cause TEXT,
    note TEXT,
    actor TEXT,
    at BIGINT NOT NULL,
    FOREIGN KEY (variant_id, location) REFERENCES stock_levels (variant_id, location)
);
INSERT INTO stock_movements_new SELECT id, variant_id, location, delta, reason, cause, note, actor, at FROM stock_movements;
DROP TABLE stock_movements;
ALTER TABLE stock_movements_new RENAME TO stock_movements;
CREATE INDEX stock_movements_variant ON stock_movements (variant_id, location, id);
CREATE INDEX stock_movements_cause ON stock_movements (cause);
