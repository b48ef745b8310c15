-- Purpose: every export that was loaded.
-- Out:     the columns of batch but for content; loaded_at in UTC.
SELECT * EXCLUDE (content) FROM batch ORDER BY batch_id;
