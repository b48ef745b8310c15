-- Purpose: forget what a reading gave (table gold).
-- $batch_id: the reading that goes.
DELETE FROM gold WHERE batch_id = $batch_id;
