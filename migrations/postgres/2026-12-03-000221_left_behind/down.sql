ALTER TABLE challenge_confidences DROP COLUMN name;
DROP TABLE challenge_vote_sums;
