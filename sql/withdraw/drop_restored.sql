-- Purpose: forget as replaced what is current again.
-- $batch_id: the reading that goes.
DELETE FROM superseded
USING response
WHERE superseded.replaced_by = $batch_id AND superseded.batch_id = response.batch_id
  AND superseded.item_id = response.item_id AND superseded.annotator_id = response.annotator_id
  AND superseded.question_id = response.question_id AND superseded.occasion = response.occasion
  AND superseded.created_at IS NOT DISTINCT FROM response.created_at
  AND superseded.labels IS NOT DISTINCT FROM response.labels
  AND superseded.value IS NOT DISTINCT FROM response.value;
