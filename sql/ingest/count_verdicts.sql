-- Purpose: how responses meet what the store holds.
-- Reads:   temporary table incoming.
-- Out:     added, updates, same, outdated.
SELECT count(*) FILTER (verdict = 'new') AS added, count(*) FILTER (verdict = 'update') AS updates,
       count(*) FILTER (verdict = 'same') AS same, count(*) FILTER (verdict = 'outdated') AS outdated
FROM incoming;
