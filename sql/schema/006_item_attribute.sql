-- What is known about items beside the answers.
CREATE TABLE item_attribute (
    item_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL
);
COMMENT ON TABLE item_attribute IS 'What is known about items beside the answers; (item_id, name) is unique';
COMMENT ON COLUMN item_attribute.item_id IS 'The item';
COMMENT ON COLUMN item_attribute.name IS 'Name of the attribute, such as language';
COMMENT ON COLUMN item_attribute.value IS 'Its value as text';
COMMENT ON COLUMN item_attribute.batch_id IS 'The export that said so last';
