-- Purpose: keep what a run says about items.
-- Reads:   registered frame soft (item, n_annotators, winner, confidence, entropy, value, standard_error).
-- $run_id.
INSERT INTO soft_item
SELECT $run_id, item.item_id, n_annotators, winner, confidence, entropy, value, standard_error
FROM soft
JOIN item ON item.name = soft.item;
