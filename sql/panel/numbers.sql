-- Purpose: numeric answers.
-- Reads:   temporary table coded, whose order its rows keep.
-- $first, $stop: item codes, from the first to before the last.
-- Out:     item, annotator, value (the question's unit), created_at (microseconds), duration_s.
SELECT item, annotator, value, created_at, duration_s FROM coded WHERE item >= $first AND item < $stop;
