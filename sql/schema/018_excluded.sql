-- Who is left out of results now: the annotators whose last decision says so.
CREATE VIEW excluded AS
SELECT annotator_id, reason, decided_at
FROM exclusion AS decision
WHERE decision.excluded
  AND decision.event_id = (SELECT max(later.event_id) FROM exclusion AS later
                           WHERE later.annotator_id = decision.annotator_id);
COMMENT ON VIEW excluded IS 'Who is left out of results now';
