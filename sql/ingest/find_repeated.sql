-- Purpose: a response that the export holds twice, which would make its identity ambiguous.
-- Reads:   temporary table incoming.
-- Out:     line (of one of them), question.
SELECT any_value(line) AS line, any_value(question.name) AS question
FROM incoming
JOIN question USING (question_id)
GROUP BY item_id, annotator_id, question_id, occasion
HAVING count(*) > 1
LIMIT 1;
