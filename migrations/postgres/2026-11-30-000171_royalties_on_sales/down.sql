-- The three codes become corrections again.
UPDATE transfers SET code = 'correction' WHERE code IN ('royalty', 'royalty_back', 'royalty_paid');
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction'));
ALTER TABLE payout_lines DROP COLUMN royalty_cents;
ALTER TABLE refund_lines DROP COLUMN royalty_cents;
DROP INDEX order_lines_royalty;
ALTER TABLE order_lines DROP COLUMN origin;
ALTER TABLE order_lines DROP COLUMN royalty_cents;
ALTER TABLE order_lines DROP COLUMN royalty_to;
ALTER TABLE order_lines DROP COLUMN royalty_agreement_id;
