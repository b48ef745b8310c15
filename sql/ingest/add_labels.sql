-- Purpose: take in labels.
-- Reads:   registered frame new_label (question_id, code, label).
INSERT INTO label SELECT question_id, code, label FROM new_label;
