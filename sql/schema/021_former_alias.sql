-- What people were called before, so that an old page or note still finds them. Rows are only ever added.
CREATE TABLE former_alias (
    alias VARCHAR NOT NULL,
    annotator_id INTEGER NOT NULL,
    until TIMESTAMP NOT NULL
);
COMMENT ON TABLE former_alias IS 'What people were called before, so that an old page or note still finds them';
COMMENT ON COLUMN former_alias.alias IS 'The former pseudonym';
COMMENT ON COLUMN former_alias.annotator_id IS 'Who was called so';
COMMENT ON COLUMN former_alias.until IS 'Until when, UTC';
