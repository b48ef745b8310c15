-- Purpose: forget what a reading gave (table annotator_attribute).
-- $batch_id: the reading that goes.
DELETE FROM annotator_attribute WHERE batch_id = $batch_id;
