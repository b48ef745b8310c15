-- Purpose: what a run says about items.
-- $run_id.
-- Out:     item, n_annotators, winner, confidence (0..1), entropy (bits), value, standard_error (the question's unit).
SELECT item.name AS item, n_annotators, winner, confidence, entropy, value, standard_error
FROM soft_item
JOIN item USING (item_id)
WHERE run_id = $run_id
ORDER BY item;
