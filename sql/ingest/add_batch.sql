-- Purpose: record an export, and how its responses met those that the store held.
-- Reads:   temporary table incoming.
-- $batch_id, $file, $sha256, $content, $format, $read, $accepted, $superseded, $skipped, $rejected (rows),
-- $remarks (list of text), $loaded_at (UTC).
INSERT INTO batch
SELECT $batch_id, $file, $sha256, $content, $format,
       $read, $accepted, $superseded, $skipped, $rejected,
       count(*) FILTER (verdict = 'new'),
       count(*) FILTER (verdict = 'update'),
       count(*) FILTER (verdict = 'same'),
       count(*) FILTER (verdict = 'outdated'),
       $remarks::VARCHAR[], $loaded_at
FROM incoming;
