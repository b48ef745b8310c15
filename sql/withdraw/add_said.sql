-- Purpose: keep what was said of how an export is to be read.
-- $batch_id: the export; $options: what was said, as JSON.
INSERT INTO said VALUES ($batch_id, $options);
