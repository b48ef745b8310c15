-- Who was left out of results and taken back in, when and why. Rows are only ever added.
CREATE TABLE exclusion (
    event_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL,
    excluded BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE exclusion IS 'Who was left out of results and taken back in; rows are only ever added, the last one counts';
COMMENT ON COLUMN exclusion.event_id IS 'Counted from 1 in the order of the decisions';
COMMENT ON COLUMN exclusion.annotator_id IS 'The annotator';
COMMENT ON COLUMN exclusion.excluded IS 'Whether the annotator is left out from then on';
COMMENT ON COLUMN exclusion.reason IS 'Why, in the maintainer''s words; may be empty when taken back in';
COMMENT ON COLUMN exclusion.decided_at IS 'When, UTC';
