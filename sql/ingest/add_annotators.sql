-- Purpose: number the annotators that the store does not know yet and give each an alias for good.
--          The order is that of the aliases, which says nothing about name or arrival.
-- Reads:   registered frames incoming_annotator (key unique, name), newcomer (key, alias): those not yet known.
INSERT INTO annotator
SELECT (SELECT coalesce(max(annotator_id), 0) FROM annotator) + row_number() OVER (ORDER BY newcomer.alias, key),
       key, newcomer.alias, incoming_annotator.name
FROM incoming_annotator
JOIN newcomer USING (key);
