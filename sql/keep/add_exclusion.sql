-- Purpose: record the decision to leave an annotator out or to take one back in.
-- $annotator_id, $excluded, $reason, $decided_at (UTC).
INSERT INTO exclusion
SELECT coalesce(max(event_id), 0) + 1, $annotator_id, $excluded, $reason, $decided_at FROM exclusion;
