-- Readings of a file that another reading of the same file has replaced; their answers are gone.
CREATE TABLE withdrawn (
    batch_id INTEGER NOT NULL,
    replaced_by INTEGER NOT NULL
);
COMMENT ON TABLE withdrawn IS 'Readings of a file that another reading of the same file has replaced; their answers are gone';
COMMENT ON COLUMN withdrawn.batch_id IS 'The reading; unique';
COMMENT ON COLUMN withdrawn.replaced_by IS 'The reading that took its place';
