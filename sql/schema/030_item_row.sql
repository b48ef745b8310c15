-- In which rows of its tool an item stands, so that a queue can name them. No analysis sees it, and no release.
CREATE TABLE item_row (
    item_id INTEGER NOT NULL,
    row_id VARCHAR NOT NULL,
    answered BOOLEAN NOT NULL,
    batch_id INTEGER NOT NULL
);
COMMENT ON TABLE item_row IS 'In which rows of its tool an item stands, where the tool keeps several for one; no analysis sees it';
COMMENT ON COLUMN item_row.item_id IS 'The item';
COMMENT ON COLUMN item_row.row_id IS 'Id of the row in the tool';
COMMENT ON COLUMN item_row.answered IS 'Whether somebody had answered in the row when the export was made';
COMMENT ON COLUMN item_row.batch_id IS 'The first export that said so';
