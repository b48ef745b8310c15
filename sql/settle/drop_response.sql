-- Purpose: make room for the unsettled answers as they were judged (table response).
-- Reads:   temporary table unsettled.
DELETE FROM response
USING unsettled
WHERE unsettled.item_id = response.item_id AND unsettled.annotator_id = response.annotator_id
  AND unsettled.question_id = response.question_id AND unsettled.occasion = response.occasion;
