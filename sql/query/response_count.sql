-- Purpose: how often one question was answered, whoever is excluded.
-- $question_id.
-- Out:     n_responses (answered, by humans).
SELECT count(*) AS n_responses FROM answer WHERE question_id = $question_id;
