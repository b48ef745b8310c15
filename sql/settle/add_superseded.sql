-- Purpose: the states that do not count: older ones once, whichever export gives them; contested ones of each.
-- Reads:   temporary table judged.
INSERT INTO superseded
SELECT * EXCLUDE (fate)
FROM judged
WHERE fate IN ('older', 'contested')
QUALIFY fate = 'contested'
     OR row_number() OVER (
            PARTITION BY fate, item_id, annotator_id, question_id, occasion, labels, weights, value, created_at,
                         duration_s, status, source
            ORDER BY batch_id
        ) = 1;
