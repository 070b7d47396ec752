DROP TABLE payout_lines;
DROP TABLE payouts;
DROP TABLE payout_batches;
DROP TABLE release_rules;
