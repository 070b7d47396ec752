-- Money back by line: counters that never pass what was paid, and append-only rows that say what they are made of.
ALTER TABLE refunds DROP CONSTRAINT refunds_reason_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_reason_check CHECK (reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable',
    'paid_twice', 'by_seller', 'by_desk', 'withdrawal', 'guarantee'));
ALTER TABLE refunds ADD COLUMN note TEXT;

ALTER TABLE orders ADD COLUMN refunded_cents BIGINT NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0 AND refunded_cents <= total_cents);
ALTER TABLE orders ADD COLUMN refunded_delivery_cents BIGINT NOT NULL DEFAULT 0
    CHECK (refunded_delivery_cents >= 0 AND refunded_delivery_cents <= delivery_cents);
ALTER TABLE order_lines ADD COLUMN refunded_cents BIGINT NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0 AND refunded_cents <= total_cents);
ALTER TABLE order_lines ADD COLUMN refunded_pieces BIGINT NOT NULL DEFAULT 0 CHECK (refunded_pieces >= 0 AND refunded_pieces <= quantity);
-- Pieces that came back or that the buyer has said to send back; none comes back twice.
ALTER TABLE order_lines ADD COLUMN returned_pieces BIGINT NOT NULL DEFAULT 0 CHECK (returned_pieces >= 0 AND returned_pieces <= quantity);

CREATE TABLE refund_lines (
    refund_id TEXT COLLATE "C" NOT NULL REFERENCES refunds (id),
    position INTEGER NOT NULL,
    order_line_id TEXT COLLATE "C" REFERENCES order_lines (id),
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
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_reason_check;
ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_reason_check CHECK (reason IN ('opening', 'made', 'counted', 'damaged', 'gift',
    'sold_elsewhere', 'other', 'sale', 'cancelled', 'returned'));
