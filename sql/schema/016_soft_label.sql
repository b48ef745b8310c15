-- What a run says about each label of an item.
CREATE TABLE soft_label (
    run_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    p DOUBLE NOT NULL,
    low DOUBLE,
    high DOUBLE
);
COMMENT ON TABLE soft_label IS 'What a run says about each label of an item';
COMMENT ON COLUMN soft_label.run_id IS 'The run; its kind says how to read p';
COMMENT ON COLUMN soft_label.item_id IS 'The item';
COMMENT ON COLUMN soft_label.label IS 'The label';
COMMENT ON COLUMN soft_label.p IS 'consensus: probability that the label is true; perception: share of people who perceive it; 0..1';
COMMENT ON COLUMN soft_label.low IS 'Lower bound of a share''s 95 % interval; null for a consensus';
COMMENT ON COLUMN soft_label.high IS 'Upper bound of a share''s 95 % interval; null for a consensus';
