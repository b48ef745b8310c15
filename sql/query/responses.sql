-- Purpose: every answer of a human, free text included, with the texts of its labels.
-- $include_excluded: whether excluded annotators' answers are among them.
-- Out:     item, annotator (key), question, occasion, labels (texts; null for numbers), weights (null where all are 1),
--          value, created_at (UTC), duration_s (seconds); by item, annotator, time, occasion, question.
SELECT item.name AS item, annotator.key AS annotator, question.name AS question, answer.occasion,
       list_transform(answer.labels, lambda code: words.labels[code + 1]) AS labels,
       answer.weights, answer.value, answer.created_at, answer.duration_s
FROM answer
JOIN item USING (item_id)
JOIN annotator USING (annotator_id)
JOIN question USING (question_id)
LEFT JOIN (SELECT question_id, list(label ORDER BY code) AS labels FROM label GROUP BY question_id) AS words
    USING (question_id)
WHERE $include_excluded OR answer.annotator_id NOT IN (SELECT annotator_id FROM excluded)
ORDER BY item, annotator, answer.created_at NULLS FIRST, answer.occasion, answer.question_id;
