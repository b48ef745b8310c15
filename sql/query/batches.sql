-- Purpose: every export that was loaded.
-- Out:     the columns of batch but for content; loaded_at in UTC; responses_contested.
SELECT batch.* EXCLUDE (content), coalesce(ruling.contested, 0) AS responses_contested
FROM batch LEFT JOIN ruling USING (batch_id)
ORDER BY batch_id;
