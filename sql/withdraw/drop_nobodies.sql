-- Purpose: forget annotators of whom nothing is left: no answer, no description, no decision, no letter.
DELETE FROM annotator
WHERE annotator_id NOT IN (SELECT annotator_id FROM response UNION ALL SELECT annotator_id FROM superseded
                           UNION ALL SELECT annotator_id FROM annotator_attribute
                           UNION ALL SELECT annotator_id FROM exclusion UNION ALL SELECT annotator_id FROM journal);
