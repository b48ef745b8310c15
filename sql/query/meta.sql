-- Purpose: which schema the store has.
-- Out:     application, schema_version.
SELECT application, schema_version FROM meta;
