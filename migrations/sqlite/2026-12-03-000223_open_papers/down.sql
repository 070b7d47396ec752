ALTER TABLE challenge_attachments DROP COLUMN open;
