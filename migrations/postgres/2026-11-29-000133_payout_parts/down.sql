DROP TABLE payout_reversals;
DROP TABLE payout_parts;
