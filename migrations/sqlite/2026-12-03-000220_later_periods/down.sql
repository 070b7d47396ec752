ALTER TABLE royalty_corrections DROP COLUMN follows;
ALTER TABLE royalty_corrections DROP COLUMN pieces_before;
