-- Purpose: bring back the latest states that a reading had replaced, where nothing stands in their place.
-- $batch_id: the reading that goes.
INSERT INTO response
SELECT * EXCLUDE (replaced_by)
FROM superseded
ANTI JOIN response USING (item_id, annotator_id, question_id, occasion)
WHERE superseded.replaced_by = $batch_id AND superseded.batch_id <> $batch_id
QUALIFY row_number() OVER (PARTITION BY item_id, annotator_id, question_id, occasion
                           ORDER BY created_at DESC NULLS LAST, batch_id DESC) = 1;
