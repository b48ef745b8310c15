-- Purpose: how the exports that still count were read, where their columns needed a mapping.
-- Out:     sha256 of the file, mapping as TOML; the latest first.
SELECT batch.sha256, reading.mapping
FROM reading JOIN batch USING (batch_id)
WHERE batch_id NOT IN (SELECT batch_id FROM withdrawn)
ORDER BY batch_id DESC;
