-- Purpose: the number of the next batch.
-- Out:     batch_id.
SELECT coalesce(max(batch_id), 0) + 1 AS batch_id FROM batch;
