-- What one annotator answered to one question about one item on one occasion, in its latest state.
-- No key is declared: loading keeps (item, annotator, question, occasion) unique by joins, and an index
-- over tens of millions of rows would have to fit in memory.
CREATE TABLE response (
    item_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    occasion VARCHAR NOT NULL,
    labels INTEGER[],
    weights DOUBLE[],
    value DOUBLE,
    created_at TIMESTAMP,
    duration_s DOUBLE,
    status VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL,
    line BIGINT
);
COMMENT ON TABLE response IS 'One answer by one annotator to one question about one item on one occasion, in its latest state';
COMMENT ON COLUMN response.item_id IS 'The item';
COMMENT ON COLUMN response.annotator_id IS 'The annotator';
COMMENT ON COLUMN response.question_id IS 'The question';
COMMENT ON COLUMN response.occasion IS 'Tells repeats by one annotator apart; empty where there is one';
COMMENT ON COLUMN response.labels IS 'Codes of the chosen labels, ascending; empty list: none of them; null for numbers';
COMMENT ON COLUMN response.weights IS 'One intensity or weight per label; null where all are 1';
COMMENT ON COLUMN response.value IS 'The answer to a numeric question, in its unit; null for labels';
COMMENT ON COLUMN response.created_at IS 'When it was answered, UTC; null where unknown';
COMMENT ON COLUMN response.duration_s IS 'Seconds spent on the whole annotation; null where unknown';
COMMENT ON COLUMN response.status IS 'answered, skipped, rejected or flagged';
COMMENT ON COLUMN response.source IS 'human or model; only human answers are analysed';
COMMENT ON COLUMN response.batch_id IS 'The export that it came from';
COMMENT ON COLUMN response.line IS 'Its line or record in that export, from 1';
