-- Purpose: forget the coded answers.
DROP TABLE coded;
