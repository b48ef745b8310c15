-- Purpose: the export's responses in the store's numbers, each with what is to become of it: new; same (already held as
--          it is); open, where the store holds another state of it, or several that contradict each other.
-- Reads:   registered frame staged (item, annotator: names; question_id; labels: codes; the rest as in response).
INSERT INTO incoming
SELECT
    item.item_id, annotator.annotator_id, staged.question_id, staged.occasion,
    staged.labels, staged.weights, staged.value, staged.created_at, staged.duration_s,
    staged.status, staged.source, staged.line, staged.confidence,
    CASE
        WHEN clash.item_id IS NOT NULL THEN 'open'
        WHEN held.item_id IS NULL THEN 'new'
        WHEN staged.labels IS NOT DISTINCT FROM held.labels
         AND staged.weights IS NOT DISTINCT FROM held.weights
         AND staged.value IS NOT DISTINCT FROM held.value
         AND staged.created_at IS NOT DISTINCT FROM held.created_at
         AND staged.duration_s IS NOT DISTINCT FROM held.duration_s
         AND staged.status = held.status
         AND staged.source = held.source THEN 'same'
        ELSE 'open'
    END AS verdict
FROM staged
JOIN item ON item.name = staged.item
JOIN annotator ON annotator.key = staged.annotator
LEFT JOIN response AS held
    ON held.item_id = item.item_id
   AND held.annotator_id = annotator.annotator_id
   AND held.question_id = staged.question_id
   AND held.occasion = staged.occasion
LEFT JOIN (
    SELECT DISTINCT item_id, annotator_id, question_id, occasion FROM superseded WHERE replaced_by = 0
) AS clash
    ON clash.item_id = item.item_id
   AND clash.annotator_id = annotator.annotator_id
   AND clash.question_id = staged.question_id
   AND clash.occasion = staged.occasion;
