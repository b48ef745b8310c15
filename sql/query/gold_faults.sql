-- Purpose: gold that tells of a fault of its own: labels that nobody ever answered, items that everybody fails. Only of
--          questions that somebody answered; what was made from the answers themselves is no gold here.
-- Out:     question (name), unknown (texts of gold labels that no answer holds), n_unknown (items with such gold), gold
--          (items with gold), untried (among them those that nobody answered), items (those that enough people answered:
--          two, and three where answers are numbers), failed (among these those where nobody gave the gold answer; of
--          numbers those that are farther from every answer than the answers are from each other), numeric.
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
of_labels AS (
    SELECT golden.question_id, golden.item_id, count(DISTINCT answer.annotator_id) AS n,
           count(*) FILTER (WHERE list_sort(answer.labels) = list_sort(golden.labels)) AS hits
    FROM golden LEFT JOIN answer USING (question_id, item_id)
    GROUP BY golden.question_id, golden.item_id
),
of_numbers AS (
    SELECT gold.question_id, gold.item_id, count(DISTINCT answer.annotator_id) AS n,
           min(answer.value) AS low, max(answer.value) AS high, any_value(gold.value) AS truth
    FROM gold LEFT JOIN answer USING (question_id, item_id)
    WHERE gold.value IS NOT NULL AND NOT starts_with(gold.source, 'consensus')
    GROUP BY gold.question_id, gold.item_id
),
tried AS (
    SELECT question_id, item_id, n, n >= 2 AS enough, hits = 0 AS fails, false AS numeric FROM of_labels
    UNION ALL
    SELECT question_id, item_id, n, n >= 3, greatest(low - truth, truth - high) > high - low, true FROM of_numbers
    SEMI JOIN (SELECT question_id FROM answer WHERE value IS NOT NULL) AS told USING (question_id)
)
SELECT question.name AS question, coalesce(any_value(missing.unknown), []) AS unknown,
       coalesce(any_value(missing.n_unknown), 0) AS n_unknown,
       count(*) AS gold, count(*) FILTER (WHERE tried.n = 0) AS untried,
       count(*) FILTER (WHERE tried.enough) AS items, count(*) FILTER (WHERE tried.enough AND tried.fails) AS failed,
       any_value(tried.numeric) AS numeric
FROM tried JOIN question USING (question_id) LEFT JOIN missing USING (question_id)
GROUP BY question.name
ORDER BY question.name;
