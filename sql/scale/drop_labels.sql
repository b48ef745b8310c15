-- Purpose: forget the labels of a question, whose answers have been given others.
-- $question_id: the question.
DELETE FROM label WHERE question_id = $question_id;
