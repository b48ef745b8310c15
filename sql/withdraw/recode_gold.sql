-- Purpose: give all labels of a question's answers their new codes; the order of codes stays.
-- Reads:   registered frame recoded (fresh: list of new codes by old code; one row).
-- $question_id: the question.
UPDATE gold SET labels = list_transform(gold.labels, lambda code: recoded.fresh[code + 1])
FROM recoded
WHERE gold.question_id = $question_id AND gold.labels IS NOT NULL;
