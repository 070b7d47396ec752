DROP TABLE differences;
DROP TABLE reconciliations;
