-- Which later exports hold an answer as it already was, so that it stays when an earlier one is read anew.
CREATE TABLE seen_again (
    item_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    occasion VARCHAR NOT NULL,
    batch_id INTEGER NOT NULL,
    line BIGINT
);
COMMENT ON TABLE seen_again IS 'Which later exports hold an answer as it already was';
COMMENT ON COLUMN seen_again.item_id IS 'As in response';
COMMENT ON COLUMN seen_again.annotator_id IS 'As in response';
COMMENT ON COLUMN seen_again.question_id IS 'As in response';
COMMENT ON COLUMN seen_again.occasion IS 'As in response';
COMMENT ON COLUMN seen_again.batch_id IS 'The later export';
COMMENT ON COLUMN seen_again.line IS 'Its line or record in that export, from 1';
