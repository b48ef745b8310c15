-- Purpose: forget the staged responses.
DROP TABLE incoming;
