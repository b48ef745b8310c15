-- Purpose: keep what people are called and will not be called any more.
-- Reads:   registered frame renamed (key, alias): the new ones.
-- $until (UTC).
INSERT INTO former_alias
SELECT annotator.alias, annotator_id, $until
FROM annotator
JOIN renamed USING (key)
WHERE annotator.alias <> renamed.alias
ORDER BY annotator_id;
