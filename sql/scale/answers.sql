-- Purpose: how often each answer was given to a question, by humans and models, those replaced since included.
-- $question_id: the question.
-- Out:     label (text; null for numbers), value (null for labels), chosen (labels in the answer), n.
SELECT label.label, every.value, coalesce(len(every.labels), 0) AS chosen, count(*) AS n
FROM (SELECT question_id, labels, value FROM response UNION ALL SELECT question_id, labels, value FROM superseded
      UNION ALL SELECT question_id, labels, value FROM gold) AS every
LEFT JOIN label ON label.question_id = every.question_id AND len(every.labels) = 1 AND label.code = every.labels[1]
WHERE every.question_id = $question_id
GROUP BY ALL
ORDER BY ALL;
