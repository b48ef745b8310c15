-- Purpose: give the answers of a question that are one label another label's code.
-- Reads:   registered frame recoded (code, fresh: the new code).
-- $question_id: the question.
UPDATE gold SET labels = [recoded.fresh]
FROM recoded
WHERE gold.question_id = $question_id AND len(gold.labels) = 1 AND gold.labels[1] = recoded.code;
