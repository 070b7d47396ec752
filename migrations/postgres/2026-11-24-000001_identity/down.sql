DROP TABLE attempts;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE recovery_codes;
DROP TABLE account_tokens;
DROP TABLE accounts;
