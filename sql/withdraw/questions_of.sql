-- Purpose: the questions to which a reading gave answers.
-- $batch_id: the reading.
-- Out:     question_id, ascending.
SELECT DISTINCT question_id
FROM (SELECT question_id, batch_id FROM response UNION ALL SELECT question_id, batch_id FROM superseded
      UNION ALL SELECT question_id, batch_id FROM gold)
WHERE batch_id = $batch_id
ORDER BY question_id;
