-- Purpose: complete what is known about a question.
-- $question_id, $hierarchical, $low, $high, $untouched, $codes (list of text).
UPDATE question
SET hierarchical = $hierarchical, low = $low, high = $high, untouched = $untouched, codes = $codes::VARCHAR[]
WHERE question_id = $question_id;
