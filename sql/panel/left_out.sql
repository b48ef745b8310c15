-- Purpose: how many responses to a question are not analysed for what they are, and which annotators
--          are left out although they answered it.
-- Reads:   registered frames chosen_annotator (annotator_id, annotator), chosen_item (name).
-- $question_id; $all_items: whether chosen_item is to be ignored.
-- Out:     not_answered, models (counts over the chosen annotators), others (ids of other annotators who answered).
SELECT
    count(*) FILTER (status <> 'answered' AND source = 'human' AND chosen) AS not_answered,
    count(*) FILTER (source = 'model' AND chosen) AS models,
    coalesce(list(DISTINCT annotator_id) FILTER (status = 'answered' AND source = 'human' AND NOT chosen), []) AS others
FROM (
    SELECT status, source, annotator_id,
           annotator_id IN (SELECT annotator_id FROM chosen_annotator) AS chosen
    FROM response
    WHERE question_id = $question_id
      AND ($all_items OR item_id IN (SELECT item_id FROM item SEMI JOIN chosen_item USING (name)))
);
