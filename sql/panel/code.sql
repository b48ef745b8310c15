-- Purpose: the answers to a question in codes, in the one order that does not depend on loading.
-- Reads:   registered frames item_code (item_id, item), annotator_code (annotator_id, annotator): codes from 0.
-- $question_id; $models: whether models' answers are in it too; $longest: seconds beyond which a duration cannot be.
-- Makes:   temporary table coded: item, annotator, labels, weights, value, created_at (microseconds since 1970 UTC,
--          -1 where unknown), duration_s (seconds, NaN where unknown or impossible).
CREATE TEMP TABLE coded AS
SELECT
    item_code.item,
    annotator_code.annotator,
    labels,
    weights,
    value,
    coalesce(epoch_us(created_at), -1) AS created_at,
    CASE WHEN duration_s BETWEEN 0 AND $longest THEN duration_s ELSE 'nan'::DOUBLE END AS duration_s
FROM response
JOIN item_code USING (item_id)
JOIN annotator_code USING (annotator_id)
WHERE question_id = $question_id AND status = 'answered' AND (source = 'human' OR $models)
ORDER BY item_code.item, annotator_code.annotator, response.created_at NULLS FIRST, occasion;
