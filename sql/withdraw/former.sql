-- Purpose: earlier readings of the same file that still count. The parts of an archive or a workbook are files of their
--          own, and a file that is read as gold as well as for its answers is two readings.
-- $sha256: of the file; $file: its name; $format: as what it is read.
-- Out:     batch_id.
SELECT batch_id FROM batch
WHERE sha256 = $sha256
  AND regexp_replace(file, '^[^/]*', '') = regexp_replace($file, '^[^/]*', '')
  AND (format = 'gold') = ($format = 'gold')
  AND batch_id NOT IN (SELECT batch_id FROM withdrawn)
ORDER BY batch_id;
