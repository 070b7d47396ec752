DROP TABLE message_measures;
ALTER TABLE order_messages DROP COLUMN hidden;
