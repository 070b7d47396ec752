ALTER TABLE stock_levels DROP COLUMN low_told_at;
