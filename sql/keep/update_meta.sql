-- Purpose: say which schema the store has from now on.
-- $version: of the schema.
UPDATE meta SET schema_version = $version;
