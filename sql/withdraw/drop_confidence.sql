-- Purpose: forget what a reading gave (table confidence).
-- $batch_id: the reading that goes.
DELETE FROM confidence WHERE batch_id = $batch_id;
