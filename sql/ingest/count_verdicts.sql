-- Purpose: how responses meet what the store holds.
-- Reads:   temporary table incoming.
-- Out:     added, updates, same, outdated, contested, open (not judged yet).
SELECT count(*) FILTER (verdict = 'new') AS added, count(*) FILTER (verdict = 'update') AS updates,
       count(*) FILTER (verdict = 'same') AS same, count(*) FILTER (verdict = 'outdated') AS outdated,
       count(*) FILTER (verdict = 'contested') AS contested, count(*) FILTER (verdict = 'open') AS open
FROM incoming;
