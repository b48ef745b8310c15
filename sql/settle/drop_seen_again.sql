-- Purpose: make room for the unsettled answers as they were judged (table seen_again).
-- Reads:   temporary table unsettled.
DELETE FROM seen_again
USING unsettled
WHERE unsettled.item_id = seen_again.item_id AND unsettled.annotator_id = seen_again.annotator_id
  AND unsettled.question_id = seen_again.question_id AND unsettled.occasion = seen_again.occasion;
