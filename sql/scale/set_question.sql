-- Purpose: say anew what a question is.
-- $question_id, $scale, $open_vocabulary, $low, $high, $codes (list of text).
UPDATE question
SET scale = $scale, open_vocabulary = $open_vocabulary, low = $low, high = $high, codes = $codes::VARCHAR[]
WHERE question_id = $question_id;
