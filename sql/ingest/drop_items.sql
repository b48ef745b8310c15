-- Purpose: forget the names of an export's items.
DROP TABLE incoming_item;
