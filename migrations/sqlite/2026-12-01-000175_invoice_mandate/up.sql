-- The seller's mandate to write invoices in the seller's name: {"version", "at"} of the text that was accepted.
ALTER TABLE onboarding ADD COLUMN invoice_mandate TEXT;
