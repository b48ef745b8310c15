-- Purpose: the answers of which a reading gave a state that others have replaced, replaces others or contradicts them.
-- $batch_id: the reading that goes.
CREATE TEMP TABLE unsettled AS
SELECT DISTINCT superseded.item_id, superseded.annotator_id, superseded.question_id, superseded.occasion
FROM superseded
SEMI JOIN (
    SELECT item_id, annotator_id, question_id, occasion FROM response WHERE batch_id = $batch_id
    UNION ALL SELECT item_id, annotator_id, question_id, occasion FROM superseded WHERE batch_id = $batch_id
) AS given USING (item_id, annotator_id, question_id, occasion);
