-- Purpose: answers that are sets of labels.
-- Reads:   temporary table coded, whose order its rows keep.
-- $first, $stop: item codes, from the first to before the last.
-- Out:     item, annotator, labels (stored codes), weights (null where all are 1), created_at (microseconds), duration_s.
SELECT item, annotator, labels, weights, created_at, duration_s FROM coded WHERE item >= $first AND item < $stop;
