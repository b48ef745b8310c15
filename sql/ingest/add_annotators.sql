-- Purpose: number the annotators that the store does not know yet and give each an alias for good.
--          The order is that of a digest of the key, so that an alias says nothing about name or arrival.
-- Reads:   registered frame incoming_annotator (key unique, name).
INSERT INTO annotator
SELECT number AS annotator_id, key, format('A{:02d}', number) AS alias, name
FROM (
    SELECT key, name,
           (SELECT coalesce(max(annotator_id), 0) FROM annotator) + row_number() OVER (ORDER BY sha256(key), key) AS number
    FROM incoming_annotator
    ANTI JOIN annotator USING (key)
);
