-- Purpose: make room for the unsettled answers as they were judged (table superseded).
-- Reads:   temporary table unsettled.
DELETE FROM superseded
USING unsettled
WHERE unsettled.item_id = superseded.item_id AND unsettled.annotator_id = superseded.annotator_id
  AND unsettled.question_id = superseded.question_id AND unsettled.occasion = superseded.occasion;
