-- The key under which addresses in names were digested. It stays when people are called anew: under another key the
-- same address would be another person. One row, none while no name held an address.
CREATE TABLE address_key (
    sign VARCHAR NOT NULL,
    secret VARCHAR,
    decided_at TIMESTAMP NOT NULL
);
INSERT INTO address_key SELECT sign, secret, decided_at FROM naming WHERE kind = 'keyed';
COMMENT ON TABLE address_key IS 'The key under which addresses in names were digested; it stays when people are called anew';
COMMENT ON COLUMN address_key.sign IS 'Which key it is, without telling it';
COMMENT ON COLUMN address_key.secret IS 'The key itself, where the user has no place of his own for one; else null';
COMMENT ON COLUMN address_key.decided_at IS 'When the first address came, UTC';
