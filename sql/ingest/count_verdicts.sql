-- Purpose: how many responses change what the store holds.
-- Reads:   temporary table incoming.
-- Out:     updates, outdated, same.
SELECT count(*) FILTER (verdict = 'update') AS updates, count(*) FILTER (verdict = 'outdated') AS outdated,
       count(*) FILTER (verdict = 'same') AS same
FROM incoming;
