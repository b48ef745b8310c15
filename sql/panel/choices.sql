-- Purpose: single-choice answers.
-- Reads:   temporary table coded, whose order its rows keep.
-- $first, $stop: item codes, from the first to before the last.
-- Out:     item, annotator, label (stored code), created_at (microseconds), duration_s.
SELECT item, annotator, labels[1] AS label, created_at, duration_s FROM coded WHERE item >= $first AND item < $stop;
