-- Purpose: keep the answers of a reading that a later export holds too: they are that export's from then on.
-- $batch_id: the reading that goes.
UPDATE response SET batch_id = again.batch_id, line = again.line
FROM (
    SELECT item_id, annotator_id, question_id, occasion, min(batch_id) AS batch_id, arg_min(line, batch_id) AS line
    FROM seen_again WHERE batch_id <> $batch_id
    GROUP BY item_id, annotator_id, question_id, occasion
) AS again
WHERE response.batch_id = $batch_id
  AND again.item_id = response.item_id AND again.annotator_id = response.annotator_id
  AND again.question_id = response.question_id AND again.occasion = response.occasion;
