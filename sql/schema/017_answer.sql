-- The responses that analyses may use: answered, and by a human.
CREATE VIEW answer AS
SELECT *
FROM response
WHERE status = 'answered' AND source = 'human';
COMMENT ON VIEW answer IS 'The responses that analyses may use: answered, and by a human';
