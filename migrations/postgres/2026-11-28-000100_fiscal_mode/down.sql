ALTER TABLE onboarding DROP COLUMN fiscal_mode;
