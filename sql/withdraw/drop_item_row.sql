-- Purpose: forget what a reading gave (table item_row).
-- $batch_id: the reading that goes.
DELETE FROM item_row WHERE batch_id = $batch_id;
