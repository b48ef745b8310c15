-- Purpose: keep how sure those who answered said to be.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO confidence
SELECT item_id, annotator_id, question_id, occasion, confidence, $batch_id
FROM incoming
WHERE confidence IS NOT NULL;
