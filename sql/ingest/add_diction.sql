-- Purpose: keep what the items of an export are called.
-- $batch_id: the export; $one, $many: the noun; $look, $seen: what one does with it.
INSERT INTO diction VALUES ($batch_id, $one, $many, $look, $seen);
