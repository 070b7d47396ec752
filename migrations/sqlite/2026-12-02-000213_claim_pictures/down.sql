DROP TABLE claim_pictures;
