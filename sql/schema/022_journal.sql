-- Who was written to, when and about what. Rows are only ever added.
CREATE TABLE journal (
    entry_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    sent_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE journal IS 'Who was written to, when and about what; rows are only ever added';
COMMENT ON COLUMN journal.entry_id IS 'Counted from 1 in the order of the entries';
COMMENT ON COLUMN journal.annotator_id IS 'Who was written to';
COMMENT ON COLUMN journal.kind IS 'thank, coach, ask, pause or word';
COMMENT ON COLUMN journal.about IS 'What it was about, in the maintainer''s words or as codes of what was noticed; may be empty';
COMMENT ON COLUMN journal.sent_at IS 'When, UTC';
