-- Purpose: make room for the attributes of annotators that this export states anew.
-- Reads:   registered frame incoming_annotator_attribute (key, name, value).
DELETE FROM annotator_attribute
USING incoming_annotator_attribute AS incoming, annotator
WHERE annotator.key = incoming.key AND annotator_attribute.annotator_id = annotator.annotator_id AND annotator_attribute.name = incoming.name;
