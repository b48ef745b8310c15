-- Purpose: the items that the chosen annotators answered a question about.
-- Reads:   registered frames chosen_annotator (annotator_id, annotator), chosen_item (name).
-- $question_id; $all_items: whether chosen_item is to be ignored; $models: whether models' answers count too.
-- Out:     item_id, name, ascending by name (by code points).
SELECT item_id, name
FROM item
WHERE item_id IN (
    SELECT item_id
    FROM response
    SEMI JOIN chosen_annotator USING (annotator_id)
    WHERE question_id = $question_id AND status = 'answered' AND (source = 'human' OR $models)
)
AND ($all_items OR name IN (SELECT name FROM chosen_item))
ORDER BY name;
