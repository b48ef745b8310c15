-- Purpose: one digest per kind of content that analyses see, whatever the order of loading.
-- Out:     part (name), digest (128 bits as text; the exclusive or of the rows' MD5).
-- Unit separator (31) stands between fields, record separator (30) between list entries, 29 for null.
WITH words AS (
    SELECT question_id, list(label ORDER BY code) AS labels FROM label GROUP BY question_id
),
response_text AS (
    SELECT concat_ws(chr(31), item.name, annotator.key, question.name, occasion,
        coalesce(array_to_string(list_sort(list_transform(response.labels, lambda code, place:
            concat_ws(chr(28), words.labels[code + 1], response.weights[place]))), chr(30)), chr(29)),
        coalesce(value::VARCHAR, chr(29)), coalesce(created_at::VARCHAR, chr(29)),
        coalesce(duration_s::VARCHAR, chr(29)), status, source) AS row
    FROM response
    JOIN item USING (item_id)
    JOIN annotator USING (annotator_id)
    JOIN question USING (question_id)
    LEFT JOIN words USING (question_id)
),
gold_text AS (
    SELECT concat_ws(chr(31), item.name, question.name, gold.source,
        coalesce(array_to_string(list_sort(list_transform(gold.labels, lambda code: words.labels[code + 1])), chr(30)),
                 chr(29)),
        coalesce(value::VARCHAR, chr(29))) AS row
    FROM gold
    JOIN item USING (item_id)
    JOIN question USING (question_id)
    LEFT JOIN words USING (question_id)
)
SELECT 'responses' AS part, bit_xor(md5_number(row))::VARCHAR AS digest FROM response_text
UNION ALL SELECT 'gold', bit_xor(md5_number(row))::VARCHAR FROM gold_text
UNION ALL SELECT 'items', bit_xor(md5_number(concat_ws(chr(31), item.name, attribute.name, attribute.value)))::VARCHAR
    FROM item_attribute AS attribute JOIN item USING (item_id)
UNION ALL SELECT 'annotators',
    bit_xor(md5_number(concat_ws(chr(31), annotator.key, attribute.name, attribute.value)))::VARCHAR
    FROM annotator_attribute AS attribute JOIN annotator USING (annotator_id)
UNION ALL SELECT 'excluded', bit_xor(md5_number(annotator.key))::VARCHAR
    FROM excluded JOIN annotator USING (annotator_id)
UNION ALL SELECT 'confidences', bit_xor(md5_number(concat_ws(chr(31), item.name, annotator.key, question.name,
        occasion, confidence::VARCHAR)))::VARCHAR
    FROM confidence
    JOIN response USING (item_id, annotator_id, question_id, occasion, batch_id)
    JOIN item USING (item_id)
    JOIN annotator USING (annotator_id)
    JOIN question USING (question_id)
    HAVING count(*) > 0
ORDER BY part;
