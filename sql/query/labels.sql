-- Purpose: every label.
-- Out:     question_id, code (from 0), label.
SELECT question_id, code, label FROM label ORDER BY question_id, code;
