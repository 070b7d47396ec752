DROP TABLE bank_entries;
DROP TABLE dues;
