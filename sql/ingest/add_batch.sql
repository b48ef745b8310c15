-- Purpose: record an export, and how its responses met those that the store held.
-- $batch_id, $file, $sha256, $content, $format, $read, $accepted, $superseded, $skipped, $rejected (rows),
-- $added, $updated, $same, $outdated (responses), $remarks (list of text), $loaded_at (UTC).
INSERT INTO batch
SELECT $batch_id, $file, $sha256, $content, $format,
       $read, $accepted, $superseded, $skipped, $rejected,
       $added, $updated, $same, $outdated,
       $remarks::VARCHAR[], $loaded_at;
