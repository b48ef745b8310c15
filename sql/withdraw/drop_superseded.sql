-- Purpose: forget what a reading gave (table superseded).
-- $batch_id: the reading that goes.
DELETE FROM superseded WHERE batch_id = $batch_id;
