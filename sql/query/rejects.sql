-- Purpose: the rows of one export that could not be used.
-- $batch_id: the export.
-- Out:     line (from 1), column, reason.
SELECT line, column_name AS "column", reason FROM reject WHERE batch_id = $batch_id ORDER BY line, column_name, reason;
