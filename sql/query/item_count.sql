-- Purpose: whether the store knows an item of that name.
-- $name.
-- Out:     n (0 or 1).
SELECT count(*) AS n FROM item WHERE name = $name;
