ALTER TABLE order_groups DROP COLUMN company;
