-- Purpose: forget which answers were unsettled.
DROP TABLE unsettled;
