-- Purpose: note which answers of this export the store held already as they are.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO seen_again
SELECT item_id, annotator_id, question_id, occasion, $batch_id, line FROM incoming WHERE verdict = 'same';
