-- The desk decides on challenges too.
ALTER TABLE reports DROP CONSTRAINT reports_subject_kind_check;
ALTER TABLE reports ADD CONSTRAINT reports_subject_kind_check CHECK (subject_kind IN ('organisation', 'listing', 'popup', 'challenge'));
ALTER TABLE submissions DROP CONSTRAINT submissions_kind_check;
ALTER TABLE submissions ADD CONSTRAINT submissions_kind_check CHECK (kind IN ('organisation', 'listing', 'popup', 'challenge', 'report', 'objection'));
ALTER TABLE decisions DROP CONSTRAINT decisions_kind_check;
ALTER TABLE decisions ADD CONSTRAINT decisions_kind_check CHECK (kind IN ('organisation', 'listing', 'popup', 'challenge', 'report', 'objection'));
ALTER TABLE decisions DROP CONSTRAINT decisions_scope_check;
ALTER TABLE decisions ADD CONSTRAINT decisions_scope_check CHECK (scope IN ('listing', 'event', 'challenge', 'account', 'report', 'objection'));
