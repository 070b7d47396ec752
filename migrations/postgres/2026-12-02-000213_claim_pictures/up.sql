-- Pictures that a buyer adds to a claim; at most five, which the places bound.
CREATE TABLE claim_pictures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    claim_id TEXT COLLATE "C" NOT NULL REFERENCES claims (id),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 5),
    handle TEXT COLLATE "C" NOT NULL UNIQUE,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    uploaded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX claim_pictures_place ON claim_pictures (claim_id, place);
