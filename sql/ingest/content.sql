-- Purpose: a digest of what a reader made of a file, whatever the order of its rows.
-- Reads:   registered frames incoming_gold, incoming_item_attribute, incoming_annotator_attribute, incoming_item_row.
-- $responses: the digest of its responses, as text (digest_responses).
-- Out:     digest (text, 128 bits each of answers, gold, attributes, and rows where there are some).
-- Unit separator (31) stands between fields, record separator (30) between list entries, 29 for null.
SELECT concat_ws('-',
    $responses,
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31),
        item, question,
        coalesce(array_to_string(labels, chr(30)), chr(29)),
        coalesce(value::VARCHAR, chr(29))))), 0) FROM incoming_gold),
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31), key, name, value))), 0) FROM incoming_item_attribute),
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31), key, name, value))), 0) FROM incoming_annotator_attribute),
    (SELECT bit_xor(md5_number(concat_ws(chr(31), item, row, answered))) FROM incoming_item_row HAVING count(*) > 0)
) AS digest;
