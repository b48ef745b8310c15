-- Purpose: forget how people are called, before it is said anew.
DELETE FROM naming;
