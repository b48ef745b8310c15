-- Purpose: how many responses change what the store holds.
-- Reads:   temporary table incoming.
-- Out:     updates, outdated.
SELECT count(*) FILTER (verdict = 'update') AS updates, count(*) FILTER (verdict = 'outdated') AS outdated
FROM incoming;
