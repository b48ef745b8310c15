-- Purpose: a digest of what a reader made of a file, whatever the order of its rows.
-- Reads:   registered frames incoming_response, incoming_gold, incoming_item_attribute, incoming_annotator_attribute.
-- Out:     digest (text, 128 bits each of answers, gold and attributes).
-- A confidence that is not stated leaves no field, so that digests from before there was one stay the same.
-- Unit separator (31) stands between fields, record separator (30) between list entries, 29 for null.
SELECT concat_ws('-',
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31),
        item, annotator, question, occasion,
        coalesce(array_to_string(labels, chr(30)), chr(29)),
        coalesce(array_to_string(weights, chr(30)), chr(29)),
        coalesce(value::VARCHAR, chr(29)),
        coalesce(created_at::VARCHAR, chr(29)),
        coalesce(duration_s::VARCHAR, chr(29)),
        status, source, confidence::VARCHAR))), 0) FROM incoming_response),
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31),
        item, question,
        coalesce(array_to_string(labels, chr(30)), chr(29)),
        coalesce(value::VARCHAR, chr(29))))), 0) FROM incoming_gold),
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31), key, name, value))), 0) FROM incoming_item_attribute),
    (SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31), key, name, value))), 0) FROM incoming_annotator_attribute)
) AS digest;
