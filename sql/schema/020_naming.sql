-- How people are called in this store. One row, none while nobody is in it.
CREATE TABLE naming (
    kind VARCHAR NOT NULL,
    sign VARCHAR NOT NULL,
    secret VARCHAR,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE naming IS 'How people are called in this store; one row, none while nobody is in it';
COMMENT ON COLUMN naming.kind IS 'keyed: by pseudonyms made with a key; own: by their ids';
COMMENT ON COLUMN naming.sign IS 'Which key made the pseudonyms, without telling it; empty where there is none';
COMMENT ON COLUMN naming.secret IS 'The key itself, where the user has no place of his own for one; else null';
COMMENT ON COLUMN naming.decided_at IS 'When people were called so, UTC';
COMMENT ON COLUMN annotator.alias IS 'What the annotator is called, such as otter-307; unique, given once, says nothing about the person';
