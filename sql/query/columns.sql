-- Purpose: which tables and columns there are.
-- Out:     table_name, column_name.
SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal;
