DROP TABLE royalty_shares;
DROP TABLE royalty_reports;
