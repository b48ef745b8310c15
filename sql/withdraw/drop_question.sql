-- Purpose: forget a question.
-- $question_id: it.
DELETE FROM question WHERE question_id = $question_id;
