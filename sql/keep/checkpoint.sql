-- Purpose: put what stands in the write-ahead file into the file itself.
CHECKPOINT;
