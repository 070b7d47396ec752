-- A paper that everybody may read on the challenge's page, without a promise.
ALTER TABLE challenge_attachments ADD COLUMN open BOOLEAN NOT NULL DEFAULT FALSE;
