-- Purpose: forget the states that were judged.
DROP TABLE state;
