-- What is known about annotators beside their answers.
CREATE TABLE annotator_attribute (
    annotator_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL
);
COMMENT ON TABLE annotator_attribute IS 'What is known about annotators beside their answers; (annotator_id, name) is unique';
COMMENT ON COLUMN annotator_attribute.annotator_id IS 'The annotator';
COMMENT ON COLUMN annotator_attribute.name IS 'Name of the attribute, such as native_language';
COMMENT ON COLUMN annotator_attribute.value IS 'Its value as text';
COMMENT ON COLUMN annotator_attribute.batch_id IS 'The export that said so last';
