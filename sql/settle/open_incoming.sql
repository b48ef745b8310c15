-- Purpose: the answers of which this export brings another state than the store holds.
-- Reads:   temporary table incoming.
CREATE TEMP TABLE unsettled AS
SELECT item_id, annotator_id, question_id, occasion FROM incoming WHERE verdict = 'open';
