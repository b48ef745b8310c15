-- Purpose: turn the answers of a question from numbers into the labels that write them.
-- Reads:   registered frame recoded (value, code).
-- $question_id: the question.
UPDATE response SET labels = [recoded.code], value = NULL
FROM recoded
WHERE response.question_id = $question_id AND response.value = recoded.value;
