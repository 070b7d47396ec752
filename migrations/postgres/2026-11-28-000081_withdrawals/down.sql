DROP TABLE withdrawal_lines;
DROP TABLE withdrawals;
