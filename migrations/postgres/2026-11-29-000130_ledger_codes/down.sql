-- The two codes become corrections again.
UPDATE transfers SET code = 'correction' WHERE code IN ('payout_back', 'dispute');
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'correction'));
