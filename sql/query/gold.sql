-- Purpose: the gold answers to a question.
-- $question_id.
-- Out:     item, labels (codes), value, source, in the order of item and source.
SELECT item.name AS item, gold.labels, gold.value, gold.source
FROM gold
JOIN item USING (item_id)
WHERE question_id = $question_id
ORDER BY item, gold.source;
