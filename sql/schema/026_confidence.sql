-- How sure the annotator, a model as a rule, said to be of an answer.
CREATE TABLE confidence (
    item_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    occasion VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    batch_id INTEGER NOT NULL
);
COMMENT ON TABLE confidence IS 'How sure a model said to be of its answer; it belongs to the state of the answer that the same export gave';
COMMENT ON COLUMN confidence.item_id IS 'The item';
COMMENT ON COLUMN confidence.annotator_id IS 'The annotator, a model as a rule';
COMMENT ON COLUMN confidence.question_id IS 'The question';
COMMENT ON COLUMN confidence.occasion IS 'As in response';
COMMENT ON COLUMN confidence.confidence IS 'The probability of being right that it stated, 0 to 1';
COMMENT ON COLUMN confidence.batch_id IS 'The export that it came from';
