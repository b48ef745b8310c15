-- Purpose: turn the answers of a question from labels into the numbers that they write.
-- Reads:   registered frame recoded (code, value).
-- $question_id: the question.
UPDATE gold SET labels = NULL, value = recoded.value
FROM recoded
WHERE gold.question_id = $question_id AND len(gold.labels) = 1 AND gold.labels[1] = recoded.code;
