DROP TABLE challenge_votes;
