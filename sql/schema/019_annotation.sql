-- Responses as a person reads them, for queries: names of items, aliases of annotators, texts of labels.
CREATE VIEW annotation AS
SELECT
    item.name AS item,
    annotator.alias AS annotator,
    question.name AS question,
    response.occasion,
    list_transform(response.labels, lambda code: words.labels[code + 1]) AS labels,
    response.weights,
    response.value,
    response.created_at,
    response.duration_s,
    response.status,
    response.source,
    batch.file,
    response.line
FROM response
JOIN item USING (item_id)
JOIN annotator USING (annotator_id)
JOIN question USING (question_id)
JOIN batch USING (batch_id)
LEFT JOIN (SELECT question_id, list(label ORDER BY code) AS labels FROM label GROUP BY question_id) AS words
    USING (question_id);
COMMENT ON VIEW annotation IS 'Responses as a person reads them: names of items, aliases of annotators, texts of labels';
