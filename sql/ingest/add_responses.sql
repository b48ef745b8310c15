-- Purpose: take in the new responses.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO response
SELECT item_id, annotator_id, question_id, occasion, labels, weights, value, created_at, duration_s,
       status, source, $batch_id, line
FROM incoming
WHERE verdict = 'new';
