-- Purpose: take the replaced states out of the current ones; keep_replaced has kept them.
-- Reads:   temporary table incoming.
DELETE FROM response
USING incoming
WHERE incoming.verdict = 'update'
  AND incoming.item_id = response.item_id
  AND incoming.annotator_id = response.annotator_id
  AND incoming.question_id = response.question_id
  AND incoming.occasion = response.occasion;
