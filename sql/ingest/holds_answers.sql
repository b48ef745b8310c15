-- Purpose: whether the store holds a response to one of some questions.
-- $question_ids: the questions (list).
-- Out:     held (0 or 1).
SELECT count(*) AS held FROM (FROM response WHERE list_contains($question_ids::INTEGER[], question_id) LIMIT 1);
