-- Purpose: give the answers of a question that are one label another label's code.
-- Reads:   registered frame recoded (code, fresh: the new code).
-- $question_id: the question.
UPDATE superseded SET labels = [recoded.fresh]
FROM recoded
WHERE superseded.question_id = $question_id AND len(superseded.labels) = 1 AND superseded.labels[1] = recoded.code;
