ALTER TABLE products DROP COLUMN agreed_credit;
DROP TABLE product_links;
DROP TABLE agreement_signatures;
DROP TABLE agreement_members;
DROP TABLE agreements;
