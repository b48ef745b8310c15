-- Purpose: keep what was said of repeated answers, and how many responses of an export are contested.
-- $batch_id: the export; $repeats: last, first, occasions or agreed; "" for nothing; $contested: how many.
INSERT INTO ruling VALUES ($batch_id, $repeats, $contested);
