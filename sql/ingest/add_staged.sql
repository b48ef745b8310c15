-- Purpose: take in responses of an export that is unique in itself, where the store holds none of its questions.
-- Reads:   registered frame staged (item, annotator: names; question_id; labels: codes; the rest as in response).
-- $batch_id: of this export.
INSERT INTO response
SELECT item.item_id, annotator.annotator_id, staged.question_id, staged.occasion,
       staged.labels, staged.weights, staged.value, staged.created_at, staged.duration_s,
       staged.status, staged.source, $batch_id, staged.line
FROM staged
JOIN item ON item.name = staged.item
JOIN annotator ON annotator.key = staged.annotator;
