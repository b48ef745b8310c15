-- Purpose: read another file beside this connection's own database.
-- $path.
ATTACH $path AS source_file (READ_ONLY);
