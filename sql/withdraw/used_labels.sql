-- Purpose: the labels of a question that an answer, a replaced answer or a gold answer holds.
-- $question_id: it.
-- Out:     code, ascending.
SELECT DISTINCT unnest(labels) AS code
FROM (SELECT question_id, labels FROM response UNION ALL SELECT question_id, labels FROM superseded
      UNION ALL SELECT question_id, labels FROM gold)
WHERE question_id = $question_id
ORDER BY code;
