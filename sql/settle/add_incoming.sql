-- Purpose: the states that this export gives beside those that the store holds.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO state
SELECT item_id, annotator_id, question_id, occasion, labels, weights, value, created_at, duration_s,
       status, source, $batch_id, line
FROM incoming
WHERE verdict = 'open';
