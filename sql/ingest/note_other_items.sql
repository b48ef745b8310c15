-- Purpose: note the items of which an export has gold answers or attributes.
-- Reads:   registered frames incoming_item_attribute (key), incoming_gold (item).
INSERT INTO incoming_item SELECT key FROM incoming_item_attribute UNION SELECT item FROM incoming_gold;
