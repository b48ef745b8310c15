-- Purpose: forget what was judged.
DROP TABLE judged;
