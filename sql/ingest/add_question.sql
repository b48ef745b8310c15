-- Purpose: take in a question.
-- $question_id, $name, $scale, $open_vocabulary, $hierarchical, $low, $high, $untouched.
INSERT INTO question VALUES ($question_id, $name, $scale, $open_vocabulary, $hierarchical, $low, $high, $untouched);
