-- Pictures: one row a picture, its sizes as files in the blob store.
CREATE TABLE media (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    uploaded_by TEXT NOT NULL REFERENCES accounts (id),
    width_px INTEGER NOT NULL CHECK (width_px > 0),
    height_px INTEGER NOT NULL CHECK (height_px > 0),
    widths TEXT NOT NULL,
    alt TEXT NOT NULL,
    placeholder TEXT NOT NULL,
    colour TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_by_organisation ON media (organisation_id, created_at, id);
CREATE INDEX media_by_uploader ON media (uploaded_by);
CREATE INDEX media_by_age ON media (created_at);
