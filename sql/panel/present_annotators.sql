-- Purpose: the chosen annotators who answered a question about one of its items.
-- Reads:   registered frames chosen_annotator (annotator_id, annotator), item_code (item_id, item).
-- $question_id; $models: whether models' answers count too.
-- Out:     annotator_id.
SELECT DISTINCT annotator_id
FROM response
SEMI JOIN chosen_annotator USING (annotator_id)
SEMI JOIN item_code USING (item_id)
WHERE question_id = $question_id AND status = 'answered' AND (source = 'human' OR $models);
