DROP TABLE challenge_announcements;
