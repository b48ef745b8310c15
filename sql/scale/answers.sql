-- Purpose: how often each answer was given to a question, those replaced since and gold included.
-- $question_id: the question; $but: SHA-256 of files whose answers are passed over (list of text).
-- Out:     label (text; null for numbers), value (null for labels), chosen (labels in the answer), n.
SELECT label.label, every.value, coalesce(len(every.labels), 0) AS chosen, count(*) AS n
FROM (SELECT question_id, batch_id, labels, value FROM response
      UNION ALL SELECT question_id, batch_id, labels, value FROM superseded
      UNION ALL SELECT question_id, batch_id, labels, value FROM gold) AS every
LEFT JOIN label ON label.question_id = every.question_id AND len(every.labels) = 1 AND label.code = every.labels[1]
WHERE every.question_id = $question_id
  AND coalesce(every.batch_id, 0) NOT IN (SELECT batch_id FROM batch WHERE list_contains($but::VARCHAR[], sha256))
GROUP BY ALL
ORDER BY ALL;
