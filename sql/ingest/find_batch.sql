-- Purpose: the batch that already holds the same reading of the same file, if no other reading took its place.
-- $sha256, $content: of the export.
-- Out:     batch_id.
SELECT batch_id FROM batch
WHERE sha256 = $sha256 AND content = $content AND batch_id NOT IN (SELECT batch_id FROM withdrawn)
ORDER BY batch_id LIMIT 1;
