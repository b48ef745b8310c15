-- Purpose: keep how sure those who answered said to be, of responses that add_staged took in.
-- Reads:   registered frame staged (item, annotator: names; question_id; occasion; confidence).
-- $batch_id: of this export.
INSERT INTO confidence
SELECT item.item_id, annotator.annotator_id, staged.question_id, staged.occasion, staged.confidence, $batch_id
FROM staged
JOIN item ON item.name = staged.item
JOIN annotator ON annotator.key = staged.annotator
WHERE staged.confidence IS NOT NULL;
