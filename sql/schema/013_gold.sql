-- Known right answers, each with where it comes from.
CREATE TABLE gold (
    item_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    labels INTEGER[],
    value DOUBLE,
    batch_id INTEGER,
    line BIGINT,
    saved_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE gold IS 'Known right answers; (item_id, question_id, source) is unique';
COMMENT ON COLUMN gold.item_id IS 'The item';
COMMENT ON COLUMN gold.question_id IS 'The question';
COMMENT ON COLUMN gold.source IS 'export: came with the data; consensus...: made from the answers themselves; else whoever adjudicated';
COMMENT ON COLUMN gold.labels IS 'Codes of the right labels, ascending; null for numbers';
COMMENT ON COLUMN gold.value IS 'The right value, in the question''s unit; null for labels';
COMMENT ON COLUMN gold.batch_id IS 'The export that it came from; null where it was made here';
COMMENT ON COLUMN gold.line IS 'Its line or record in that export, from 1';
COMMENT ON COLUMN gold.saved_at IS 'When it was stored, UTC';
