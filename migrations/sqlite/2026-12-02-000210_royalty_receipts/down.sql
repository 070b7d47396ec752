DROP TABLE royalty_receipts;
