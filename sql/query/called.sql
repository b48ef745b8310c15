-- Purpose: everything that anybody is or was called.
-- Out:     annotator_id, text, how (alias, former, id, name); ascending.
SELECT annotator_id, alias AS text, 'alias' AS how FROM annotator
UNION ALL SELECT annotator_id, key, 'id' FROM annotator
UNION ALL SELECT annotator_id, name, 'name' FROM annotator WHERE name IS NOT NULL
UNION ALL SELECT annotator_id, alias, 'former' FROM former_alias
ORDER BY annotator_id, how, text;
