DROP TABLE refund_lines;
ALTER TABLE order_lines DROP COLUMN returned_pieces;
ALTER TABLE order_lines DROP COLUMN refunded_pieces;
ALTER TABLE order_lines DROP COLUMN refunded_cents;
ALTER TABLE orders DROP COLUMN refunded_delivery_cents;
ALTER TABLE orders DROP COLUMN refunded_cents;
ALTER TABLE refunds DROP COLUMN note;
ALTER TABLE refunds DROP CONSTRAINT refunds_reason_check;
UPDATE refunds SET reason = 'cancelled_by_seller' WHERE reason NOT IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice');
ALTER TABLE refunds ADD CONSTRAINT refunds_reason_check CHECK (reason IN ('cancelled_by_buyer', 'cancelled_by_seller', 'not_fulfillable', 'paid_twice'));
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_reason_check;
UPDATE stock_movements SET reason = 'cancelled' WHERE reason = 'returned';
ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_reason_check CHECK (reason IN ('opening', 'made', 'counted', 'damaged', 'gift',
    'sold_elsewhere', 'other', 'sale', 'cancelled'));
