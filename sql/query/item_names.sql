-- Purpose: what items are called.
-- Out:     name, ascending.
SELECT name FROM item ORDER BY name;
