-- Purpose: take in the rows of the tool in which items stand, as far as they are not known.
-- Reads:   registered frame incoming_item_row (item, row, answered).
-- $batch_id: of this export.
INSERT INTO item_row
SELECT DISTINCT item.item_id, incoming.row, incoming.answered, $batch_id
FROM incoming_item_row AS incoming
JOIN item ON item.name = incoming.item
ANTI JOIN item_row AS known
    ON known.item_id = item.item_id AND known.row_id = incoming.row AND known.answered = incoming.answered;
