ALTER TABLE order_lines DROP COLUMN commission_vat_cents;
ALTER TABLE order_lines DROP COLUMN commission_cents;
ALTER TABLE order_lines DROP COLUMN commission_rule;
DROP TABLE commission_rules;
