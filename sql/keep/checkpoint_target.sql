-- Purpose: the same for the file that another one is copied into.
CHECKPOINT target_file;
