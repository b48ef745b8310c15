-- Purpose: every state that exports give of the unsettled answers, one per export.
-- Reads:   temporary table unsettled.
CREATE TEMP TABLE state AS
SELECT response.* FROM response SEMI JOIN unsettled USING (item_id, annotator_id, question_id, occasion)
UNION ALL
SELECT response.* REPLACE (again.batch_id AS batch_id, again.line AS line)
FROM response
SEMI JOIN unsettled USING (item_id, annotator_id, question_id, occasion)
JOIN seen_again AS again USING (item_id, annotator_id, question_id, occasion)
UNION ALL
SELECT superseded.* EXCLUDE (replaced_by)
FROM superseded SEMI JOIN unsettled USING (item_id, annotator_id, question_id, occasion);
