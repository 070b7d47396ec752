ALTER TABLE dues DROP COLUMN return_noted_at;
