-- Money that comes back from a seller's account at the processor, and money that a buyer's bank takes back, have codes of their own.
ALTER TABLE transfers DROP CONSTRAINT transfers_code_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_code_check CHECK (code IN ('capture', 'commission', 'commission_vat', 'processor_fee', 'refund', 'commission_back', 'commission_vat_back', 'payout', 'payout_back', 'dispute', 'correction'));
