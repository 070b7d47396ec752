DROP TABLE practised_techniques;
ALTER TABLE terms DROP COLUMN version;
ALTER TABLE terms DROP COLUMN merged_into;
ALTER TABLE terms DROP COLUMN retired_at;
ALTER TABLE terms DROP COLUMN description;
