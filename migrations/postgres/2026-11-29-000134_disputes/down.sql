DROP TABLE fraud_warnings;
DROP TABLE dispute_orders;
DROP TABLE disputes;
