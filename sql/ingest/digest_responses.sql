-- Purpose: a digest of some responses, whatever their order; of several parts the exclusive or is that of all.
-- Reads:   registered frame incoming_response.
-- Out:     digest (128 bits).
-- A confidence that is not stated leaves no field, so that digests from before there was one stay the same.
-- Unit separator (31) stands between fields, record separator (30) between list entries, 29 for null.
SELECT coalesce(bit_xor(md5_number(concat_ws(chr(31),
    item, annotator, question, occasion,
    coalesce(array_to_string(labels, chr(30)), chr(29)),
    coalesce(array_to_string(weights, chr(30)), chr(29)),
    coalesce(value::VARCHAR, chr(29)),
    coalesce(created_at::VARCHAR, chr(29)),
    coalesce(duration_s::VARCHAR, chr(29)),
    status, source, confidence::VARCHAR))), 0) AS digest
FROM incoming_response;
