DROP TABLE entry_erasures;
DROP TABLE entry_versions;
DROP TABLE entry_files;
DROP TABLE entry_invitations;
DROP TABLE entry_members;
DROP TABLE entries;
