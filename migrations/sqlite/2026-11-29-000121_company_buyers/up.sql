-- The company that buys, as its invoice names it; none for a person.
ALTER TABLE order_groups ADD COLUMN company TEXT;
