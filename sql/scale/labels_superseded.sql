-- Purpose: turn the answers of a question from numbers into the labels that write them.
-- Reads:   registered frame recoded (value, code).
-- $question_id: the question.
UPDATE superseded SET labels = [recoded.code], value = NULL
FROM recoded
WHERE superseded.question_id = $question_id AND superseded.value = recoded.value;
