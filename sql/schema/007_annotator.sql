-- Who answered. Only the alias leaves the store unasked.
CREATE TABLE annotator (
    annotator_id INTEGER NOT NULL,
    key VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    name VARCHAR
);
COMMENT ON TABLE annotator IS 'Who answered; only the alias leaves the store unasked';
COMMENT ON COLUMN annotator.annotator_id IS 'Counted from 1; unique';
COMMENT ON COLUMN annotator.key IS 'The annotator''s identity in the exports, as text; unique';
COMMENT ON COLUMN annotator.alias IS 'Pseudonym A01, A02, ...; unique, given once, in an order that says nothing about the person';
COMMENT ON COLUMN annotator.name IS 'User name; null where the export has none or where it is an e-mail address';
