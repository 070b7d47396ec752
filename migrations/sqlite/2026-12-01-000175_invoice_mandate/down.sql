ALTER TABLE onboarding DROP COLUMN invoice_mandate;
