-- Only the words that a CHECK allows become others; no row is touched, so the tables that refer to these need no rebuilding.
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql, 'subject_kind IN (''organisation'', ''listing'', ''popup'', ''challenge'')', 'subject_kind IN (''organisation'', ''listing'', ''popup'')') WHERE type = 'table' AND name = 'reports';
UPDATE sqlite_master SET sql = replace(sql, 'kind IN (''organisation'', ''listing'', ''popup'', ''challenge'', ''report'', ''objection'')', 'kind IN (''organisation'', ''listing'', ''popup'', ''report'', ''objection'')') WHERE type = 'table' AND name = 'submissions';
UPDATE sqlite_master SET sql = replace(sql, 'kind IN (''organisation'', ''listing'', ''popup'', ''challenge'', ''report'', ''objection'')', 'kind IN (''organisation'', ''listing'', ''popup'', ''report'', ''objection'')') WHERE type = 'table' AND name = 'decisions';
UPDATE sqlite_master SET sql = replace(sql, 'scope IN (''listing'', ''event'', ''challenge'', ''account'', ''report'', ''objection'')', 'scope IN (''listing'', ''event'', ''account'', ''report'', ''objection'')') WHERE type = 'table' AND name = 'decisions';
PRAGMA writable_schema = RESET;
