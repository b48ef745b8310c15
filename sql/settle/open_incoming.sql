-- Purpose: the answers of which this export brings another state than the store holds, or several.
-- Reads:   temporary table incoming.
CREATE TEMP TABLE unsettled AS
SELECT DISTINCT item_id, annotator_id, question_id, occasion FROM incoming WHERE verdict = 'open';
