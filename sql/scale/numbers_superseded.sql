-- Purpose: turn the answers of a question from labels into the numbers that they write.
-- Reads:   registered frame recoded (code, value).
-- $question_id: the question.
UPDATE superseded SET labels = NULL, value = recoded.value, weights = NULL
FROM recoded
WHERE superseded.question_id = $question_id AND len(superseded.labels) = 1 AND superseded.labels[1] = recoded.code;
