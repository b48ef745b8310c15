-- Purpose: forget what a reading gave (table reject).
-- $batch_id: the reading that goes.
DELETE FROM reject WHERE batch_id = $batch_id;
