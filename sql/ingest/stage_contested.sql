-- Purpose: the export's responses that contradict each other in itself, in the store's numbers; what becomes of them is
--          open.
-- Reads:   registered frame staged (item, annotator: names; question_id; labels: codes; the rest as in response).
INSERT INTO incoming
SELECT
    item.item_id, annotator.annotator_id, staged.question_id, staged.occasion,
    staged.labels, staged.weights, staged.value, staged.created_at, staged.duration_s,
    staged.status, staged.source, staged.line, NULL, 'open'
FROM staged
JOIN item ON item.name = staged.item
JOIN annotator ON annotator.key = staged.annotator;
