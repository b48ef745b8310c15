-- Purpose: the one gold answer to a single-choice question per item.
--          Who adjudicated outranks what came with the data; what was made from the answers themselves
--          (consensus...) is never gold here, for a fit that it anchors would confirm itself.
--          Items on which sources of the same rank differ have none.
-- $question_id.
-- Out:     name (of the item), label (stored code).
SELECT item.name, min(gold.labels[1]) AS label
FROM (
    SELECT item_id, labels
    FROM gold
    WHERE question_id = $question_id AND len(labels) = 1 AND source NOT LIKE 'consensus%'
    QUALIFY rank() OVER (PARTITION BY item_id ORDER BY source = 'export') = 1
) AS gold
JOIN item USING (item_id)
GROUP BY item.name
HAVING count(DISTINCT gold.labels[1]) = 1;
