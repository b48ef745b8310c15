-- Purpose: make room for the attributes of items that this export states anew.
-- Reads:   registered frame incoming_item_attribute (key, name, value).
DELETE FROM item_attribute
USING incoming_item_attribute AS incoming, item
WHERE item.name = incoming.key AND item_attribute.item_id = item.item_id AND item_attribute.name = incoming.name;
