-- Purpose: what was said of how the exports that still count are to be read, and of repeats.
--          What an older version loaded was said by nobody.
-- Out:     sha256 and name of the file, options as JSON ("" for none), repeats ("" where nothing was said); the latest
--          first.
SELECT batch.sha256, batch.file, coalesce(said.options, '') AS options, coalesce(ruling.repeats, '') AS repeats
FROM batch LEFT JOIN said USING (batch_id)
LEFT JOIN (FROM ruling WHERE repeats NOT IN ('', 'loaded')) AS ruling USING (batch_id)
WHERE batch_id NOT IN (SELECT batch_id FROM withdrawn) AND (said.options IS NOT NULL OR ruling.repeats IS NOT NULL)
ORDER BY batch_id DESC;
