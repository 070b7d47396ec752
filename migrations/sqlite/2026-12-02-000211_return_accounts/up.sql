-- When a buyer named the account that money goes back to, so that it is not kept longer than it is needed.
ALTER TABLE dues ADD COLUMN return_noted_at BIGINT;
UPDATE dues SET return_noted_at = created_at WHERE return_iban IS NOT NULL;
