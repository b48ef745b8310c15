-- Purpose: number the items that the store does not know yet, in the order of their names.
-- Reads:   registered frame incoming_item (name, unique).
INSERT INTO item
SELECT (SELECT coalesce(max(item_id), 0) FROM item) + row_number() OVER (ORDER BY name), name
FROM incoming_item
ANTI JOIN item USING (name);
