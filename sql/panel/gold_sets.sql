-- Purpose: the one gold set of labels of each item, to a multi-label question.
--          Ranks as in panel/gold: who adjudicated before what came with the data, and nothing that was made from the
--          answers themselves. Items on which sources of the same rank differ have none.
-- $question_id.
-- Out:     name (of the item), labels (stored codes, ascending).
SELECT item.name, min(list_sort(gold.labels)) AS labels
FROM (
    SELECT item_id, labels
    FROM gold
    WHERE question_id = $question_id AND labels IS NOT NULL AND source NOT LIKE 'consensus%'
    QUALIFY rank() OVER (PARTITION BY item_id ORDER BY source = 'export') = 1
) AS gold
JOIN item USING (item_id)
GROUP BY item.name
HAVING count(DISTINCT list_sort(gold.labels)) = 1;
