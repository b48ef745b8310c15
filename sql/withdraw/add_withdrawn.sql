-- Purpose: note that a reading was replaced by another one of the same file.
-- $batch_id: the reading that goes; $replaced_by: the one that comes.
INSERT INTO withdrawn VALUES ($batch_id, $replaced_by);
