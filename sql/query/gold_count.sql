-- Purpose: how many items have a gold answer.
-- Out:     question_id, n_gold.
SELECT question_id, count(DISTINCT item_id) AS n_gold FROM gold GROUP BY question_id;
