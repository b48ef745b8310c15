-- Purpose: complete what is known about a question.
-- $question_id, $hierarchical, $low, $high, $untouched.
UPDATE question
SET hierarchical = $hierarchical, low = $low, high = $high, untouched = $untouched
WHERE question_id = $question_id;
