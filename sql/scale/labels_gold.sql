-- Purpose: turn the answers of a question from numbers into the labels that write them.
-- Reads:   registered frame recoded (value, code).
-- $question_id: the question.
UPDATE gold SET labels = [recoded.code], value = NULL
FROM recoded
WHERE gold.question_id = $question_id AND gold.value = recoded.value;
