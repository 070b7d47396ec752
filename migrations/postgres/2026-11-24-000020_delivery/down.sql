DROP TABLE pickup_places;
DROP TABLE parcel_bands;
DROP TABLE delivery_settings;
