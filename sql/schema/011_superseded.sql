-- Earlier states of responses: what an update replaced, or what arrived after a later state.
CREATE TABLE superseded (
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
    line BIGINT,
    replaced_by INTEGER NOT NULL
);
COMMENT ON TABLE superseded IS 'Earlier states of responses: what an update replaced, or what arrived after a later state';
COMMENT ON COLUMN superseded.item_id IS 'The item';
COMMENT ON COLUMN superseded.annotator_id IS 'The annotator';
COMMENT ON COLUMN superseded.question_id IS 'The question';
COMMENT ON COLUMN superseded.occasion IS 'As in response';
COMMENT ON COLUMN superseded.labels IS 'As in response';
COMMENT ON COLUMN superseded.weights IS 'As in response';
COMMENT ON COLUMN superseded.value IS 'As in response';
COMMENT ON COLUMN superseded.created_at IS 'As in response, UTC';
COMMENT ON COLUMN superseded.duration_s IS 'As in response, seconds';
COMMENT ON COLUMN superseded.status IS 'As in response';
COMMENT ON COLUMN superseded.source IS 'As in response';
COMMENT ON COLUMN superseded.batch_id IS 'The export that this state came from';
COMMENT ON COLUMN superseded.line IS 'Its line or record in that export, from 1';
COMMENT ON COLUMN superseded.replaced_by IS 'The export that holds the later state';
