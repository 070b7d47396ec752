DROP TABLE product_pictures;
DROP TABLE price_changes;
DROP TABLE variants;
DROP TABLE drafts;
DROP TABLE products;
