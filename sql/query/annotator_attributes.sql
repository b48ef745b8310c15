-- Purpose: what is known about annotators.
-- Out:     key (the annotator's), name, value (text).
SELECT annotator.key, attribute.name, attribute.value
FROM annotator_attribute AS attribute
JOIN annotator USING (annotator_id)
ORDER BY annotator.key, attribute.name;
