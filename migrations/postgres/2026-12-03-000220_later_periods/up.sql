-- Putting an earlier period right moves the later ones too: they begin with other pieces, and a year's minimum may change.
ALTER TABLE royalty_corrections ADD COLUMN pieces_before BIGINT NOT NULL DEFAULT 0;
-- The correction of an earlier period that this one follows from.
ALTER TABLE royalty_corrections ADD COLUMN follows TEXT;
