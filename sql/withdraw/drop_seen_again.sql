-- Purpose: forget what a reading gave (table seen_again).
-- $batch_id: the reading that goes.
DELETE FROM seen_again WHERE batch_id = $batch_id;
