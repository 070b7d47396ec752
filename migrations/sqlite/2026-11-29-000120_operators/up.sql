-- Who runs the installation, as documents print it: the newest row holds, and earlier documents keep what they said.
CREATE TABLE operators (
    id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    told_at BIGINT NOT NULL
);
