-- Purpose: what becomes of each state: counts; again (another export gives the same); older; contested. It depends on
--          which states there are, and not on the order of loading, unless --repeats said so at a load.
--          Of two timed states the later one counts (the earlier one under --repeats first). Of two that differ, where
--          no time decides, none counts (but the later or the earlier load under --repeats last or first).
-- Reads:   temporary table state.
-- $batch_id: the export that is being loaded; $repeats: what was said of repeats in it. 0 and "" where none is.
CREATE TEMP TABLE judged AS
WITH numbered AS (
    SELECT state.*, if(batch_id = $batch_id, $repeats, coalesce(ruling.repeats, '')) AS repeats, row_number() OVER () AS n,
           struct_pack(labels, weights, value, status, source) AS answer
    FROM state LEFT JOIN ruling USING (batch_id)
),
loser AS (
    SELECT DISTINCT CASE
        WHEN one.created_at <> other.created_at
        THEN if((one.created_at < other.created_at) = (other.repeats <> 'first'), one.n, other.n)
        WHEN one.answer IS NOT DISTINCT FROM other.answer THEN NULL
        WHEN other.repeats IN ('last', 'loaded') THEN one.n
        WHEN other.repeats = 'first' THEN other.n
    END AS n
    FROM numbered AS one
    JOIN numbered AS other USING (item_id, annotator_id, question_id, occasion)
    WHERE one.batch_id < other.batch_id
),
standing AS (
    SELECT numbered.*,
           -- Where each loses to another one, nothing decides.
           numbered.n NOT IN (SELECT n FROM loser WHERE n IS NOT NULL)
           OR NOT bool_or(numbered.n NOT IN (SELECT n FROM loser WHERE n IS NOT NULL)) OVER this AS stands
    FROM numbered
    WINDOW this AS (PARTITION BY item_id, annotator_id, question_id, occasion)
),
ranked AS (
    SELECT *,
           count(DISTINCT answer) FILTER (stands) OVER this > 1 AS contrary,
           max(batch_id) FILTER (stands) OVER this AS standing_batch,
           row_number() OVER (PARTITION BY item_id, annotator_id, question_id, occasion
                              ORDER BY stands DESC, created_at DESC NULLS LAST, duration_s DESC NULLS LAST,
                                       batch_id, line) AS place
    FROM standing
    WINDOW this AS (PARTITION BY item_id, annotator_id, question_id, occasion)
),
placed AS (
    SELECT *, first_value(batch_id) OVER best AS best_batch,
           answer IS NOT DISTINCT FROM first_value(answer) OVER best
           AND created_at IS NOT DISTINCT FROM first_value(created_at) OVER best
           AND duration_s IS NOT DISTINCT FROM first_value(duration_s) OVER best AS as_best
    FROM ranked
    WINDOW best AS (PARTITION BY item_id, annotator_id, question_id, occasion ORDER BY place)
)
SELECT * EXCLUDE (repeats, n, answer, stands, contrary, standing_batch, place, best_batch, as_best),
       CASE
           WHEN contrary AND stands THEN 'contested'
           WHEN contrary THEN 'older'
           WHEN place = 1 THEN 'counts'
           WHEN as_best THEN 'again'
           ELSE 'older'
       END AS fate,
       CASE WHEN contrary AND stands THEN 0 WHEN contrary THEN standing_batch ELSE best_batch END AS replaced_by
FROM placed;
