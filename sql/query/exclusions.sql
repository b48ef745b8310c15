-- Purpose: every decision to leave an annotator out or to take one back in.
-- Out:     alias, excluded, reason, decided_at (UTC), in the order of the decisions.
SELECT annotator.alias, exclusion.excluded, exclusion.reason, exclusion.decided_at
FROM exclusion
JOIN annotator USING (annotator_id)
ORDER BY event_id;
