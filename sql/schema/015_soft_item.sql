-- What a run says about an item as a whole.
CREATE TABLE soft_item (
    run_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    n_annotators INTEGER NOT NULL,
    winner VARCHAR,
    confidence DOUBLE,
    entropy DOUBLE,
    value DOUBLE,
    standard_error DOUBLE
);
COMMENT ON TABLE soft_item IS 'What a run says about an item as a whole';
COMMENT ON COLUMN soft_item.run_id IS 'The run';
COMMENT ON COLUMN soft_item.item_id IS 'The item';
COMMENT ON COLUMN soft_item.n_annotators IS 'Distinct annotators behind it';
COMMENT ON COLUMN soft_item.winner IS 'The most probable label of a consensus; null on a tie and for other kinds';
COMMENT ON COLUMN soft_item.confidence IS 'Greatest probability of a consensus, 0..1';
COMMENT ON COLUMN soft_item.entropy IS 'Uncertainty of a consensus, bits; for a multi-label question summed over its labels';
COMMENT ON COLUMN soft_item.value IS 'A rating, in the question''s unit';
COMMENT ON COLUMN soft_item.standard_error IS 'Standard error of the rating, in the question''s unit';
