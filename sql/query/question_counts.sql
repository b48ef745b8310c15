-- Purpose: how much each question was answered, whoever is excluded.
-- Out:     question_id, n_items, n_annotators, n_responses (answered, by humans).
SELECT question_id, count(DISTINCT item_id) AS n_items, count(DISTINCT annotator_id) AS n_annotators,
       count(*) AS n_responses
FROM answer
GROUP BY question_id;
