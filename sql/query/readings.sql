-- Purpose: how the exports that still count were read, where their columns needed a mapping, and what was said of repeats.
--          What an older version loaded was said by nobody.
-- Out:     sha256 of the file, mapping as TOML ("" for none), repeats ("" where nothing was said); the latest first.
SELECT batch.sha256, coalesce(reading.mapping, '') AS mapping, coalesce(ruling.repeats, '') AS repeats
FROM batch LEFT JOIN reading USING (batch_id)
LEFT JOIN (FROM ruling WHERE repeats NOT IN ('', 'loaded')) AS ruling USING (batch_id)
WHERE batch_id NOT IN (SELECT batch_id FROM withdrawn) AND (mapping <> '' OR ruling.repeats IS NOT NULL)
ORDER BY batch_id DESC;
