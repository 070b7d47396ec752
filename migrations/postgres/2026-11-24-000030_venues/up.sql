-- Halls and yards. A venue without an organisation belongs to the region.
CREATE TABLE venues (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organisation_id TEXT COLLATE "C" REFERENCES organisations (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    town TEXT NOT NULL,
    address TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude_e6 INTEGER NOT NULL CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
    longitude_e6 INTEGER NOT NULL CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
    description TEXT NOT NULL,
    area_m2 INTEGER CHECK (area_m2 > 0),
    ceiling_cm INTEGER CHECK (ceiling_cm > 0),
    persons_max INTEGER CHECK (persons_max > 0),
    facilities TEXT NOT NULL,
    step_free TEXT NOT NULL CHECK (step_free IN ('step_free', 'ramp', 'lift', 'limited', 'none')),
    access TEXT NOT NULL,
    restrictions TEXT NOT NULL,
    picture_media_id TEXT COLLATE "C" REFERENCES media (id),
    search TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX venues_organisation ON venues (organisation_id);
CREATE INDEX venues_picture ON venues (picture_media_id);
CREATE INDEX venues_town ON venues (town, id);
