-- Purpose: take in the attributes of items.
-- Reads:   registered frame incoming_item_attribute (key, name, value; (key, name) is unique).
-- $batch_id: of this export.
INSERT INTO item_attribute
SELECT item.item_id, incoming.name, incoming.value, $batch_id
FROM incoming_item_attribute AS incoming
JOIN item ON item.name = incoming.key;
