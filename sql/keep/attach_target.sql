-- Purpose: write a new file beside this connection's own database.
-- $path.
ATTACH $path AS target_file;
