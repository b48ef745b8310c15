-- Purpose: number the items that the store does not know yet, in the order of their names.
-- Reads:   incoming_item (name), a temporary table or a registered frame.
INSERT INTO item
SELECT (SELECT coalesce(max(item_id), 0) FROM item) + row_number() OVER (ORDER BY name), name
FROM (SELECT DISTINCT name FROM incoming_item)
ANTI JOIN item USING (name);
