-- Purpose: how sure models said to be of their answers to a question, where they said it.
--          It belongs to the answer as the same export gave it, or as another one held it too.
-- $question_id.
-- Out:     item, annotator (key), confidence (0..1); by item, annotator; on several occasions that of the last one.
SELECT item.name AS item, annotator.key AS annotator, arg_max(stated.confidence, stated.last) AS confidence
FROM (
    SELECT response.item_id, response.annotator_id,
           arg_min(confidence.confidence, confidence.batch_id) AS confidence,
           (response.created_at, response.occasion) AS last
    FROM response
    JOIN confidence USING (item_id, annotator_id, question_id, occasion)
    WHERE question_id = $question_id AND response.status = 'answered' AND response.source = 'model'
      AND (confidence.batch_id = response.batch_id OR EXISTS (
          FROM seen_again AS again
          WHERE again.item_id = response.item_id AND again.annotator_id = response.annotator_id
            AND again.question_id = response.question_id AND again.occasion = response.occasion
            AND again.batch_id = confidence.batch_id
      ))
    GROUP BY response.item_id, response.annotator_id, response.created_at, response.occasion
) AS stated
JOIN item USING (item_id)
JOIN annotator USING (annotator_id)
GROUP BY item.name, annotator.key
ORDER BY item, annotator;
