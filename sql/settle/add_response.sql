-- Purpose: the states that count.
-- Reads:   temporary table judged.
INSERT INTO response SELECT * EXCLUDE (fate, replaced_by) FROM judged WHERE fate = 'counts';
