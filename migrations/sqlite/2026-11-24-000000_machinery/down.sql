DROP TABLE mails;
DROP TABLE idempotency_keys;
DROP TABLE jobs;
DROP TABLE log_events;
