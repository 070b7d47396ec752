-- What a line owes to a company by an agreement, frozen when it was ordered, and what went back of it.
ALTER TABLE order_lines ADD COLUMN royalty_agreement_id TEXT COLLATE "C";
ALTER TABLE order_lines ADD COLUMN royalty_to TEXT COLLATE "C";
ALTER TABLE order_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0 CHECK (royalty_cents >= 0);
-- Of which challenge a piece comes, as it was said when it was bought.
ALTER TABLE order_lines ADD COLUMN origin TEXT;
CREATE INDEX order_lines_royalty ON order_lines (royalty_agreement_id);
ALTER TABLE refund_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0 CHECK (royalty_cents >= 0);
-- Of the other amounts of a line, what is a royalty.
ALTER TABLE payout_lines ADD COLUMN royalty_cents BIGINT NOT NULL DEFAULT 0;
-- A royalty has codes of its own.
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction', 'royalty', 'royalty_back', 'royalty_paid'));
