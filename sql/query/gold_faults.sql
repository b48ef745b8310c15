-- Purpose: gold that tells of a fault of its own: labels that nobody ever answered, items that everybody fails. Only of
--          questions that somebody answered; what was made from the answers themselves is no gold here.
-- Out:     question (name), unknown (texts of gold labels that no answer holds), n_unknown (items with such gold), gold
--          (items with gold), untried (among them those that nobody answered), items (those that two people or more
--          answered), failed (among these those where nobody gave the gold answer).
WITH answered AS (
    SELECT DISTINCT question_id, unnest(labels) AS code FROM answer
),
golden AS (
    SELECT gold.question_id, gold.item_id, gold.labels FROM gold
    SEMI JOIN answered USING (question_id)
    WHERE gold.labels IS NOT NULL AND NOT starts_with(gold.source, 'consensus')
),
missing AS (
    SELECT golden.question_id, list(DISTINCT label.label ORDER BY label.label) AS unknown,
           count(DISTINCT golden.item_id) AS n_unknown
    FROM (SELECT question_id, item_id, unnest(labels) AS code FROM golden) AS golden
    ANTI JOIN answered USING (question_id, code)
    JOIN label USING (question_id, code)
    GROUP BY golden.question_id
),
tried AS (
    SELECT golden.question_id, golden.item_id, count(DISTINCT answer.annotator_id) AS n,
           count(*) FILTER (WHERE list_sort(answer.labels) = list_sort(golden.labels)) AS hits
    FROM golden LEFT JOIN answer USING (question_id, item_id)
    GROUP BY golden.question_id, golden.item_id
)
SELECT question.name AS question, coalesce(any_value(missing.unknown), []) AS unknown,
       coalesce(any_value(missing.n_unknown), 0) AS n_unknown,
       count(*) AS gold, count(*) FILTER (WHERE tried.n = 0) AS untried,
       count(*) FILTER (WHERE tried.n >= 2) AS items, count(*) FILTER (WHERE tried.n >= 2 AND tried.hits = 0) AS failed
FROM tried JOIN question USING (question_id) LEFT JOIN missing USING (question_id)
GROUP BY question.name
ORDER BY question.name;
