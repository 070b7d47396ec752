-- When the owner was told that few are left: one letter for each time a level falls, open again once there are more.
ALTER TABLE stock_levels ADD COLUMN low_told_at BIGINT;
