-- Purpose: keep why rows could not be used.
-- Reads:   registered frame incoming_reject (line, column, reason).
-- $batch_id: of this export.
INSERT INTO reject
SELECT $batch_id, line, "column", reason FROM incoming_reject;
