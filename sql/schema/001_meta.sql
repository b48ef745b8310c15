-- What this file is, and which schema it has. One row.
CREATE TABLE meta (
    application VARCHAR NOT NULL,
    schema_version INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by VARCHAR NOT NULL
);
COMMENT ON TABLE meta IS 'What this file is, and which schema it has; one row';
COMMENT ON COLUMN meta.application IS 'Always oe-quality: tells a store from any other DuckDB file';
COMMENT ON COLUMN meta.schema_version IS 'Number of the last file of sql/schema that was applied';
COMMENT ON COLUMN meta.created_at IS 'When the store was made, UTC';
COMMENT ON COLUMN meta.created_by IS 'Version of oe-quality that made it';
