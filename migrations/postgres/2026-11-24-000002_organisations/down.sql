DROP TABLE invitations;
DROP TABLE memberships;
DROP TABLE onboarding;
DROP TABLE organisations;
