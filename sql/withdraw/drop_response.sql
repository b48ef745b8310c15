-- Purpose: forget what a reading gave (table response).
-- $batch_id: the reading that goes.
DELETE FROM response WHERE batch_id = $batch_id;
