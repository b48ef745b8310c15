-- Purpose: how much the store holds, and how much of it counts.
-- Out:     n_items, n_annotators, n_annotations (one annotator on one item on one occasion, answered, by a human);
--          of these n_left_out (by who is left out, n_people_left_out of them) and n_earlier (which a later one by the
--          same annotator on the same item follows); beside them n_set_aside (skipped, rejected or flagged in the tool)
--          and n_by_models.
WITH annotation AS (
    SELECT DISTINCT item_id, annotator_id, occasion FROM answer
),
given AS (
    SELECT annotation.*, annotator_id IN (SELECT annotator_id FROM excluded) AS left_out FROM annotation
),
other AS (
    SELECT DISTINCT item_id, annotator_id, occasion, source
    FROM response ANTI JOIN annotation USING (item_id, annotator_id, occasion)
)
SELECT
    count(DISTINCT item_id) AS n_items,
    count(DISTINCT annotator_id) AS n_annotators,
    count(*) AS n_annotations,
    count(*) FILTER (left_out) AS n_left_out,
    count(DISTINCT annotator_id) FILTER (left_out) AS n_people_left_out,
    count(*) FILTER (NOT left_out) - count(DISTINCT (item_id, annotator_id)) FILTER (NOT left_out) AS n_earlier,
    (SELECT count(*) FROM other WHERE source = 'human') AS n_set_aside,
    (SELECT count(*) FROM other WHERE source = 'model') AS n_by_models
FROM given;
