-- Purpose: the aggregations whose results are kept.
-- Out:     the columns of run; created_at in UTC.
SELECT * FROM run ORDER BY run_id;
