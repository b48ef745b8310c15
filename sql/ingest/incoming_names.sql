-- Purpose: every id and name of annotators in the export at hand.
-- Reads:   registered frame incoming_annotator (key, name).
-- Out:     text.
SELECT key AS text FROM incoming_annotator UNION ALL SELECT name FROM incoming_annotator WHERE name IS NOT NULL;
