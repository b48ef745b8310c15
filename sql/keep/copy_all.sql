-- Purpose: everything that one file holds into another, an empty one.
COPY FROM DATABASE source_file TO target_file;
