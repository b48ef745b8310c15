-- Purpose: make room for gold answers that are stated anew by the same source.
-- Reads:   registered frame staged_gold (item, question_id).
-- $source: who states them.
DELETE FROM gold
USING staged_gold AS staged, item
WHERE item.name = staged.item AND gold.item_id = item.item_id
  AND gold.question_id = staged.question_id AND gold.source = $source;
