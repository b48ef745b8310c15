-- Purpose: gold answers that differ from what the same source stated before.
-- Reads:   registered frame staged_gold (item, question_id, labels: codes, value, line).
-- $source: who states them.
-- Out:     question_id, item (name), held_labels (codes), held_value, labels (codes), value, line, batch_id and file of
--          the batch that stated what is held; in the order of question and item.
SELECT staged.question_id, staged.item, gold.labels AS held_labels, gold.value AS held_value,
       staged.labels, staged.value, staged.line, gold.batch_id, batch.file
FROM staged_gold AS staged
JOIN item ON item.name = staged.item
JOIN gold ON gold.item_id = item.item_id AND gold.question_id = staged.question_id AND gold.source = $source
LEFT JOIN batch ON batch.batch_id = gold.batch_id
WHERE gold.labels IS DISTINCT FROM staged.labels OR gold.value IS DISTINCT FROM staged.value
ORDER BY staged.question_id, staged.item;
