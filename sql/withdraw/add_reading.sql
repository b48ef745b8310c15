-- Purpose: keep how an export was read.
-- $batch_id: the export; $mapping: what its columns mean, as TOML.
INSERT INTO reading VALUES ($batch_id, $mapping);
