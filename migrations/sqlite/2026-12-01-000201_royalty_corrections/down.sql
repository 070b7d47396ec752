DROP TABLE royalty_correction_shares;
DROP TABLE royalty_corrections;
