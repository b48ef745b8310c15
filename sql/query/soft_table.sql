-- Purpose: the latest soft labels of every question and kind, in one table.
-- Out:     item, question, kind, method, n_annotators, winner (null on a tie), confidence (0..1), entropy (bits),
--          value, standard_error (the question's unit), labels (list of label, p, low, high: 0..1; null for ratings);
--          in the order of question, kind and item.
WITH latest AS (
    SELECT max(run_id) AS run_id, question, kind FROM run GROUP BY question, kind
),
label_list AS (
    SELECT run_id, item_id, list({'label': label, 'p': p, 'low': low, 'high': high} ORDER BY p DESC, label) AS labels
    FROM soft_label
    WHERE run_id IN (SELECT run_id FROM latest)
    GROUP BY run_id, item_id
)
SELECT item.name AS item, latest.question, latest.kind, run.method, n_annotators, winner, confidence, entropy,
       value, standard_error, label_list.labels
FROM latest
JOIN run USING (run_id)
JOIN soft_item USING (run_id)
JOIN item USING (item_id)
LEFT JOIN label_list USING (run_id, item_id)
ORDER BY latest.question, latest.kind, item;
