-- How exports were read, and which readings were replaced by another one of the same file.
CREATE TABLE reading (
    batch_id INTEGER NOT NULL,
    mapping VARCHAR NOT NULL
);
COMMENT ON TABLE reading IS 'How exports were read, where their columns needed a mapping';
COMMENT ON COLUMN reading.batch_id IS 'The export; unique';
COMMENT ON COLUMN reading.mapping IS 'What its columns mean, as TOML (docs/formats.md)';
