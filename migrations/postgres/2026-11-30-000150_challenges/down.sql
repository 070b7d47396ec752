DROP TABLE challenge_followers;
DROP TABLE challenge_questions;
DROP TABLE challenge_deadlines;
DROP TABLE challenge_criteria;
DROP TABLE challenge_hosts;
DROP TABLE challenges;
