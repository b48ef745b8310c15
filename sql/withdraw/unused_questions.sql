-- Purpose: questions that nobody answered and no gold answers.
-- Out:     question_id.
SELECT question_id FROM question
WHERE question_id NOT IN (SELECT question_id FROM response UNION ALL SELECT question_id FROM superseded
                          UNION ALL SELECT question_id FROM gold);
