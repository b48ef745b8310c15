-- Purpose: give the answers of a question that are one label another label's code.
-- Reads:   registered frame recoded (code, fresh: the new code).
-- $question_id: the question.
UPDATE response SET labels = [recoded.fresh]
FROM recoded
WHERE response.question_id = $question_id AND len(response.labels) = 1 AND response.labels[1] = recoded.code;
