-- Purpose: the annotators that the store does not know yet.
-- Reads:   registered frame incoming_annotator (key unique, name).
-- Out:     key; ascending.
SELECT key FROM incoming_annotator ANTI JOIN annotator USING (key) ORDER BY key;
