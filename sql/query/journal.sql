-- Purpose: who was written to, when and about what.
-- Out:     annotator (key), alias, kind, about, sent_at (UTC), in the order of the entries.
SELECT annotator.key AS annotator, annotator.alias, journal.kind, journal.about, journal.sent_at
FROM journal
JOIN annotator USING (annotator_id)
ORDER BY entry_id;
