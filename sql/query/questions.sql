-- Purpose: every question, in the order of first appearance.
-- Out:     question_id, name, scale, open_vocabulary, hierarchical, low, high, untouched, codes.
SELECT question_id, name, scale, open_vocabulary, hierarchical, low, high, untouched, codes
FROM question ORDER BY question_id;
