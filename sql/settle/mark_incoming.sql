-- Purpose: note what became of the states that this export gave beside others: update, same, outdated or contested.
-- Reads:   temporary tables incoming, judged.
-- $batch_id: of this export.
UPDATE incoming
SET verdict = CASE judged.fate
    WHEN 'counts' THEN 'update' WHEN 'again' THEN 'same' WHEN 'older' THEN 'outdated' ELSE judged.fate END
FROM judged
WHERE judged.batch_id = $batch_id AND incoming.verdict = 'open'
  AND judged.item_id = incoming.item_id AND judged.annotator_id = incoming.annotator_id
  AND judged.question_id = incoming.question_id AND judged.occasion = incoming.occasion
  -- An export that contradicts itself gives several.
  AND judged.labels IS NOT DISTINCT FROM incoming.labels AND judged.weights IS NOT DISTINCT FROM incoming.weights
  AND judged.value IS NOT DISTINCT FROM incoming.value AND judged.created_at IS NOT DISTINCT FROM incoming.created_at
  AND judged.duration_s IS NOT DISTINCT FROM incoming.duration_s
  AND judged.status = incoming.status AND judged.source = incoming.source;
