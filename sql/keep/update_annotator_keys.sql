-- Purpose: call annotators by other keys.
-- Reads:   registered frame changed (before, after).
UPDATE annotator SET key = changed.after FROM changed WHERE annotator.key = changed.before;
