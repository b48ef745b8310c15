-- Purpose: how many answers are none that the question could have got; in a sound store none are.
-- Reads:   temporary table coded.
-- $kind: 'sets', 'numbers' or 'choices'; $n_labels: codes are below it.
-- Out:     one number.
SELECT count(*)
FROM coded
WHERE CASE $kind
    WHEN 'numbers' THEN value IS NULL OR NOT isfinite(value)
    WHEN 'choices' THEN labels IS NULL OR len(labels) <> 1 OR NOT coalesce(labels[1] BETWEEN 0 AND $n_labels - 1, false)
    ELSE labels IS NULL
        OR len(list_filter(labels, lambda code: coalesce(code BETWEEN 0 AND $n_labels - 1, false))) <> len(labels)
        OR coalesce(len(weights) <> len(labels), false)
        OR coalesce(len(list_filter(weights, lambda weight: isfinite(weight))) <> len(weights), false)
END;
