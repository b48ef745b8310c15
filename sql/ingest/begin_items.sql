-- Purpose: make room for the names of an export's items.
-- Makes:   temporary table incoming_item (name).
CREATE TEMP TABLE incoming_item (name VARCHAR NOT NULL);
