-- Purpose: keep the states of this export that are older than what the store holds, once.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO superseded
SELECT item_id, annotator_id, question_id, occasion, labels, weights, value, created_at, duration_s,
       status, source, $batch_id, line, held_by
FROM incoming
WHERE verdict = 'outdated'
  AND NOT EXISTS (
    FROM superseded AS kept
    WHERE kept.item_id = incoming.item_id
      AND kept.annotator_id = incoming.annotator_id
      AND kept.question_id = incoming.question_id
      AND kept.occasion = incoming.occasion
      AND kept.created_at = incoming.created_at
      AND kept.labels IS NOT DISTINCT FROM incoming.labels
      AND kept.weights IS NOT DISTINCT FROM incoming.weights
      AND kept.value IS NOT DISTINCT FROM incoming.value
      AND kept.duration_s IS NOT DISTINCT FROM incoming.duration_s
      AND kept.status = incoming.status
      AND kept.source = incoming.source
  );
