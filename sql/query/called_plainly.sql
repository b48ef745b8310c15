-- Purpose: whether an export that has no name of its own for its items brought some that no other export names.
-- $plain: the word for data of any kind.
-- Out:     how many such items there are.
WITH given AS (
    SELECT DISTINCT batch_id, item_id FROM response
    UNION
    SELECT batch_id, item_id FROM superseded
    UNION
    SELECT batch_id, item_id FROM seen_again
),
counting AS (
    SELECT given.item_id, diction.one <> $plain AS named
    FROM given
    JOIN diction USING (batch_id)
    WHERE batch_id NOT IN (SELECT batch_id FROM withdrawn)
)
SELECT count(*) FROM (SELECT item_id FROM counting GROUP BY item_id HAVING NOT bool_or(named));
