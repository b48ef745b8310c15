-- Purpose: the rows of their tool in which items stand, the best place for another answer first.
-- Out:     item, row (text); by item those in which nobody answered, then by number.
SELECT item.name AS item, item_row.row_id AS row
FROM item_row
JOIN item USING (item_id)
GROUP BY item.name, item_row.row_id
ORDER BY item, bool_or(item_row.answered), try_cast(row AS BIGINT) NULLS LAST, row;
