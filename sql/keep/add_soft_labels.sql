-- Purpose: keep what a run says about labels of items.
-- Reads:   registered frame soft (item, label, p, low, high).
-- $run_id.
INSERT INTO soft_label
SELECT $run_id, item.item_id, label, p, low, high
FROM soft
JOIN item ON item.name = soft.item;
