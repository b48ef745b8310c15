-- Purpose: record an aggregation.
-- $run_id, $question, $kind, $method, $parameters (JSON), $left_out (JSON), $warnings (list of text), $n_items,
-- $version (of oe-quality), $created_at (UTC).
INSERT INTO run VALUES ($run_id, $question, $kind, $method, $parameters, $left_out, $warnings::VARCHAR[], $n_items,
                        $version, $created_at);
