DROP TABLE organisation_checks;
