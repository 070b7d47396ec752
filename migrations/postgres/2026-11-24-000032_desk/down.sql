DROP TABLE saved_replies;
DROP TABLE objections;
DROP TABLE decision_readings;
DROP TABLE decisions;
DROP TABLE submissions;
DROP TABLE reports;
