-- Purpose: turn the answers of a question from labels into the numbers that they write.
-- Reads:   registered frame recoded (code, value).
-- $question_id: the question.
UPDATE response SET labels = NULL, value = recoded.value, weights = NULL
FROM recoded
WHERE response.question_id = $question_id AND len(response.labels) = 1 AND response.labels[1] = recoded.code;
