-- Every export that was loaded: where it came from and what became of its rows.
CREATE TABLE batch (
    batch_id INTEGER PRIMARY KEY,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_accepted BIGINT NOT NULL,
    rows_superseded BIGINT NOT NULL,
    rows_skipped BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    responses_added BIGINT NOT NULL,
    responses_updated BIGINT NOT NULL,
    responses_same BIGINT NOT NULL,
    responses_outdated BIGINT NOT NULL,
    remarks VARCHAR[] NOT NULL,
    loaded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE batch IS 'Every export that was loaded: where it came from and what became of its rows';
COMMENT ON COLUMN batch.batch_id IS 'Counted from 1 in the order of loading';
COMMENT ON COLUMN batch.file IS 'Name of the file without its folder; - for standard input';
COMMENT ON COLUMN batch.sha256 IS 'SHA-256 of the bytes on disk, hexadecimal';
COMMENT ON COLUMN batch.content IS 'Digest of what the reader made of the bytes: the same file read with other options differs';
COMMENT ON COLUMN batch.format IS 'The reader that read it';
COMMENT ON COLUMN batch.rows_read IS 'Rows in the file: the sum of the next four';
COMMENT ON COLUMN batch.rows_accepted IS 'Rows that became responses';
COMMENT ON COLUMN batch.rows_superseded IS 'Rows that a later row of the same file replaced';
COMMENT ON COLUMN batch.rows_skipped IS 'Rows that are no annotations, such as reviews';
COMMENT ON COLUMN batch.rows_rejected IS 'Rows that could not be used; see reject';
COMMENT ON COLUMN batch.responses_added IS 'Responses that were new to the store';
COMMENT ON COLUMN batch.responses_updated IS 'Responses that replaced an earlier state; see superseded';
COMMENT ON COLUMN batch.responses_same IS 'Responses that the store already held as they are';
COMMENT ON COLUMN batch.responses_outdated IS 'Responses older than what the store held; kept in superseded';
COMMENT ON COLUMN batch.remarks IS 'How the reader understood the file, in sentences';
COMMENT ON COLUMN batch.loaded_at IS 'When it was loaded, UTC';
