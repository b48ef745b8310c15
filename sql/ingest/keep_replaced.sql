-- Purpose: keep the states that this export replaces.
-- Reads:   temporary table incoming.
-- $batch_id: of this export.
INSERT INTO superseded
SELECT response.*, $batch_id
FROM response
SEMI JOIN (FROM incoming WHERE verdict = 'update') AS changed
    ON changed.item_id = response.item_id
   AND changed.annotator_id = response.annotator_id
   AND changed.question_id = response.question_id
   AND changed.occasion = response.occasion;
