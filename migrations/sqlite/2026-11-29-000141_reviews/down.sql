DROP TABLE review_refusals;
DROP TABLE review_invitations;
DROP TABLE review_measures;
DROP TABLE reviews;
