-- Purpose: call items by other names.
-- Reads:   registered frame changed (before, after).
UPDATE item SET name = changed.after FROM changed WHERE item.name = changed.before;
