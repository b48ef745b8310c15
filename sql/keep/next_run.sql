-- Purpose: the number of the next run.
-- Out:     run_id.
SELECT coalesce(max(run_id), 0) + 1 AS run_id FROM run;
