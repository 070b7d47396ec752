-- How a studio hands its orders over. Organisations belong to identity; here they are known by id only.
CREATE TABLE delivery_settings (
    organisation_id TEXT NOT NULL PRIMARY KEY,
    ship_from_postcode TEXT NOT NULL,
    ship_from_city TEXT NOT NULL,
    handling_days INTEGER NOT NULL CHECK (handling_days BETWEEN 0 AND 60),
    transit_days INTEGER NOT NULL CHECK (transit_days BETWEEN 0 AND 60),
    made_to_order_note TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE parcel_bands (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES delivery_settings (organisation_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    countries TEXT NOT NULL,
    max_weight_g BIGINT NOT NULL CHECK (max_weight_g > 0),
    max_length_mm BIGINT NOT NULL CHECK (max_length_mm > 0),
    max_width_mm BIGINT NOT NULL CHECK (max_width_mm > 0),
    max_height_mm BIGINT NOT NULL CHECK (max_height_mm > 0),
    price_cents BIGINT NOT NULL CHECK (price_cents >= 0),
    free_over_cents BIGINT CHECK (free_over_cents IS NULL OR free_over_cents >= 0),
    currency TEXT NOT NULL
);
CREATE INDEX parcel_bands_organisation ON parcel_bands (organisation_id, position);

CREATE TABLE pickup_places (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES delivery_settings (organisation_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('studio', 'centre')),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    hours TEXT NOT NULL,
    active BOOLEAN NOT NULL
);
CREATE INDEX pickup_places_organisation ON pickup_places (organisation_id, position);
