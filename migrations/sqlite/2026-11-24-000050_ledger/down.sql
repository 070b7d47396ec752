DROP TABLE transfers;
DROP TABLE ledger_accounts;
