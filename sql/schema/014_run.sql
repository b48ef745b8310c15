-- Aggregations whose results are kept.
CREATE TABLE run (
    run_id INTEGER PRIMARY KEY,
    question VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    parameters VARCHAR NOT NULL,
    left_out VARCHAR NOT NULL,
    warnings VARCHAR[] NOT NULL,
    n_items BIGINT NOT NULL,
    version VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE run IS 'Aggregations whose results are kept';
COMMENT ON COLUMN run.run_id IS 'Counted from 1';
COMMENT ON COLUMN run.question IS 'What was aggregated';
COMMENT ON COLUMN run.kind IS 'consensus: belief about one truth; perception: share of people; ratings: a number';
COMMENT ON COLUMN run.method IS 'The algorithm';
COMMENT ON COLUMN run.parameters IS 'What it was called with, as JSON';
COMMENT ON COLUMN run.left_out IS 'Whom it did not see, as JSON';
COMMENT ON COLUMN run.warnings IS 'Its cautions, in sentences';
COMMENT ON COLUMN run.n_items IS 'Items in the result';
COMMENT ON COLUMN run.version IS 'Version of oe-quality';
COMMENT ON COLUMN run.created_at IS 'When it was kept, UTC';
