-- Purpose: what is known about items.
-- Out:     key (the item's name), name, value (text).
SELECT item.name AS key, attribute.name, attribute.value
FROM item_attribute AS attribute
JOIN item USING (item_id)
ORDER BY key, attribute.name;
