-- Purpose: take in a question.
-- $question_id, $name, $scale, $open_vocabulary, $hierarchical, $low, $high, $untouched, $codes (list of text).
INSERT INTO question VALUES ($question_id, $name, $scale, $open_vocabulary, $hierarchical, $low, $high, $untouched, $codes::VARCHAR[]);
