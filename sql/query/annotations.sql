-- Purpose: one row per annotation: all that one annotator answered about one item on one occasion.
-- $include_excluded: whether excluded annotators are among them.
-- Out:     item, annotator (key), alias, occasion, created_at (UTC, of the last answer), duration_s (seconds);
--          in the order of item, annotator, time, occasion.
SELECT item.name AS item, annotator.key AS annotator, annotator.alias, occasion, created_at, duration_s
FROM (
    SELECT item_id, annotator_id, occasion, max(created_at) AS created_at, max(duration_s) AS duration_s
    FROM answer
    WHERE $include_excluded OR annotator_id NOT IN (SELECT annotator_id FROM excluded)
    GROUP BY item_id, annotator_id, occasion
)
JOIN item USING (item_id)
JOIN annotator USING (annotator_id)
ORDER BY item, annotator, created_at NULLS FIRST, occasion;
