-- Purpose: what the items are called in the exports that still count.
-- Out:     one, many, look, seen: each combination once.
SELECT DISTINCT one, many, look, seen
FROM diction
WHERE batch_id NOT IN (SELECT batch_id FROM withdrawn)
ORDER BY ALL;
