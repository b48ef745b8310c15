-- Purpose: what the items are called in the exports that still count and brought answers; a table of gold alone
--          says nothing of it.
-- Out:     one, many, look, seen: each combination once.
SELECT DISTINCT one, many, look, seen
FROM diction
JOIN batch USING (batch_id)
WHERE
    batch_id NOT IN (SELECT batch_id FROM withdrawn)
    AND responses_added + responses_updated + responses_same > 0
ORDER BY ALL;
