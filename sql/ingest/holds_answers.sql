-- Purpose: whether the store holds a response to one of some questions, if only a contested one.
-- $question_ids: the questions (list).
-- Out:     held (0 or 1).
SELECT count(*) AS held
FROM (SELECT question_id FROM response WHERE list_contains($question_ids::INTEGER[], question_id)
      UNION ALL SELECT question_id FROM superseded WHERE list_contains($question_ids::INTEGER[], question_id)
      LIMIT 1);
