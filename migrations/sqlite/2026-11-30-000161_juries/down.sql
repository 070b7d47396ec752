DROP TABLE jury_places;
DROP TABLE jury_ties;
DROP TABLE scores;
DROP TABLE jury_sheets;
DROP TABLE jurors;
