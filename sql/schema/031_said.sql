-- What was said of how an export is to be read; it holds for newer exports of the same kind.
CREATE TABLE said (
    batch_id INTEGER NOT NULL,
    options VARCHAR NOT NULL
);
COMMENT ON TABLE said IS 'What was said of how an export is to be read; it holds for newer exports of the same kind';
COMMENT ON COLUMN said.batch_id IS 'The export; unique';
COMMENT ON COLUMN said.options IS 'Its format, the names of its columns and the options that were given, as JSON';
