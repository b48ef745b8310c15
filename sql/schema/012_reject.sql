-- Rows of exports that could not be used.
CREATE TABLE reject (
    batch_id INTEGER NOT NULL,
    line BIGINT,
    column_name VARCHAR,
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE reject IS 'Rows of exports that could not be used';
COMMENT ON COLUMN reject.batch_id IS 'The export';
COMMENT ON COLUMN reject.line IS 'Line or record in it, from 1; null where unknown';
COMMENT ON COLUMN reject.column_name IS 'The column at fault; null where it is the whole row';
COMMENT ON COLUMN reject.reason IS 'What is wrong, without repeating the row';
