-- Purpose: the exports that give a state that counts, beside the one that stands for it.
-- Reads:   temporary table judged.
INSERT INTO seen_again
SELECT item_id, annotator_id, question_id, occasion, batch_id, line FROM judged WHERE fate = 'again';
