-- Purpose: say what the file is.
-- $version: of the schema; $created_at: UTC; $created_by: version of oe-quality.
INSERT INTO meta VALUES ('oe-quality', $version, $created_at, $created_by);
