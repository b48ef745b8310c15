-- Purpose: who answered.
-- Out:     annotator_id, annotator (key), alias, name (null where unknown), n_annotations (distinct items and
--          occasions answered), excluded, reason, excluded_at (UTC), is_model (it answered, and never as a person).
SELECT annotator_id, annotator.key AS annotator, annotator.alias, annotator.name,
       coalesce(n_annotations, 0) AS n_annotations,
       excluded.annotator_id IS NOT NULL AS excluded, excluded.reason, excluded.decided_at AS excluded_at,
       annotator_id IN (SELECT annotator_id FROM response GROUP BY annotator_id HAVING bool_and(source = 'model'))
       AS is_model
FROM annotator
LEFT JOIN excluded USING (annotator_id)
LEFT JOIN (
    SELECT annotator_id, count(*) AS n_annotations
    FROM (SELECT DISTINCT annotator_id, item_id, occasion FROM answer)
    GROUP BY annotator_id
) USING (annotator_id)
ORDER BY annotator;
