-- What was annotated. No index: names are matched by joins over whole exports, which are faster without one.
CREATE TABLE item (
    item_id INTEGER NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE item IS 'What was annotated';
COMMENT ON COLUMN item.item_id IS 'Counted from 1; unique';
COMMENT ON COLUMN item.name IS 'Name of the item, as in the export; unique. For Open Empathic video:start-end';
