-- Purpose: take in gold answers.
-- Reads:   registered frame staged_gold (item, question_id, labels: codes, value, line).
-- $source: who states them; $batch_id: the export, or null; $saved_at: UTC.
INSERT INTO gold
SELECT item.item_id, staged.question_id, $source, staged.labels, staged.value, $batch_id::INTEGER, staged.line, $saved_at
FROM staged_gold AS staged
JOIN item ON item.name = staged.item;
