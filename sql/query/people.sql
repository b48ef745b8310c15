-- Purpose: who answered, and who of them is left out of results.
-- Out:     annotator_id, annotator (key), alias, excluded, reason, decided_at (UTC); ascending by key.
SELECT annotator_id, annotator.key AS annotator, annotator.alias, excluded.annotator_id IS NOT NULL AS excluded,
       excluded.reason, excluded.decided_at
FROM annotator
LEFT JOIN excluded USING (annotator_id)
ORDER BY annotator;
