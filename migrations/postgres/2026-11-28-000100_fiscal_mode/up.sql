-- How a seller confirms sales that are paid in cash, as the seller says.
ALTER TABLE onboarding ADD COLUMN fiscal_mode TEXT
    CHECK (fiscal_mode IN ('own_certificate', 'operator_on_behalf', 'bound_book', 'not_liable', 'noncash_only'));
