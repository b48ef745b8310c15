-- Purpose: record that somebody was written to.
-- $annotator_id, $kind, $about, $sent_at (UTC).
INSERT INTO journal
SELECT coalesce(max(entry_id), 0) + 1, $annotator_id, $kind, $about, $sent_at FROM journal;
