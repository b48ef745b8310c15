-- Purpose: what a run says about labels of items.
-- $run_id.
-- Out:     item, label, p, low, high (all 0..1).
SELECT item.name AS item, label, p, low, high
FROM soft_label
JOIN item USING (item_id)
WHERE run_id = $run_id
ORDER BY item, label;
