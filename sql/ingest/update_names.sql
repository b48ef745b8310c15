-- Purpose: take over user names that an export gives or corrects.
-- Reads:   registered frame incoming_annotator (key unique, name).
UPDATE annotator
SET name = incoming.name
FROM incoming_annotator AS incoming
WHERE incoming.key = annotator.key AND incoming.name IS NOT NULL AND incoming.name IS DISTINCT FROM annotator.name;
