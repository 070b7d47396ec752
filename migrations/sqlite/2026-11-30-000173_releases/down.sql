DROP TABLE entry_releases;
