-- Purpose: how much the store holds, whoever is excluded.
-- Out:     n_items, n_annotators, n_annotations (one annotator on one item on one occasion, answered, by a human).
SELECT count(DISTINCT item_id) AS n_items, count(DISTINCT annotator_id) AS n_annotators, count(*) AS n_annotations
FROM (SELECT DISTINCT item_id, annotator_id, occasion FROM answer);
