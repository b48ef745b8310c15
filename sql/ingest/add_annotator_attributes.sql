-- Purpose: take in the attributes of annotators.
-- Reads:   registered frame incoming_annotator_attribute (key, name, value; (key, name) is unique).
-- $batch_id: of this export.
INSERT INTO annotator_attribute
SELECT annotator.annotator_id, incoming.name, incoming.value, $batch_id
FROM incoming_annotator_attribute AS incoming
JOIN annotator ON annotator.key = incoming.key;
