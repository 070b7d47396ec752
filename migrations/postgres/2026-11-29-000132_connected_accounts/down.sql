DROP TABLE connected_accounts;
