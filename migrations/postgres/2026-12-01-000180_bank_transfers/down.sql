ALTER TABLE refunds DROP COLUMN paid_on;
ALTER TABLE dues DROP COLUMN return_holder;
ALTER TABLE dues DROP COLUMN return_iban;
DROP INDEX order_groups_placed_with;
ALTER TABLE order_groups DROP COLUMN placed_with;
-- The code becomes a correction again.
UPDATE transfers SET code = 'correction' WHERE code = 'commission_paid';
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction', 'royalty', 'royalty_back', 'royalty_paid'));
-- What was paid by transfer counts as played: it moved no money at the processor.
UPDATE payments SET method = 'sandbox' WHERE method = 'bank_transfer';
ALTER TABLE payments DROP CONSTRAINT payments_method_check;
ALTER TABLE payments ADD CONSTRAINT payments_method_check CHECK (method IN ('sandbox', 'stripe'));
