-- Purpose: the models that answered, and whether one goes by the name of a person.
-- Out:     annotator (key), alias, n_responses (answered, by the model), mixed (a human answered under that key too).
SELECT annotator.key AS annotator, annotator.alias,
       count(*) FILTER (source = 'model') AS n_responses,
       bool_or(source = 'human') AS mixed
FROM response
JOIN annotator USING (annotator_id)
WHERE status = 'answered'
GROUP BY annotator.key, annotator.alias
HAVING count(*) FILTER (source = 'model') > 0
ORDER BY annotator;
