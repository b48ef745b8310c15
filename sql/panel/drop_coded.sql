-- Purpose: forget the coded answers.
DROP TABLE IF EXISTS coded;
