-- Purpose: forget what a reading gave (table item_attribute).
-- $batch_id: the reading that goes.
DELETE FROM item_attribute WHERE batch_id = $batch_id;
