-- A buyer may pay by bank transfer, straight to the creator.
ALTER TABLE payments DROP CONSTRAINT payments_method_check;
ALTER TABLE payments ADD CONSTRAINT payments_method_check CHECK (method IN ('sandbox', 'stripe', 'bank_transfer'));
-- An invoiced share that was paid has a code of its own.
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction', 'royalty', 'royalty_back', 'royalty_paid', 'commission_paid'));
-- A cart that is paid by transfer becomes one purchase for each creator; they know the first of them.
ALTER TABLE order_groups ADD COLUMN placed_with TEXT COLLATE "C";
CREATE INDEX order_groups_placed_with ON order_groups (placed_with);
-- Where the buyer wants money of a transfer back.
ALTER TABLE dues ADD COLUMN return_iban TEXT;
ALTER TABLE dues ADD COLUMN return_holder TEXT;
-- On which day a seller paid a refund by hand.
ALTER TABLE refunds ADD COLUMN paid_on TEXT;
