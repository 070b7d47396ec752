DROP TABLE popup_products;
DROP TABLE popup_makers;
DROP TABLE programme_entries;
DROP TABLE popup_days;
DROP TABLE popup_venues;
DROP TABLE popups;
