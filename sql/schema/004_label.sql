-- The labels of each question.
CREATE TABLE label (
    question_id INTEGER NOT NULL,
    code INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    PRIMARY KEY (question_id, code)
);
COMMENT ON TABLE label IS 'The labels of each question';
COMMENT ON COLUMN label.question_id IS 'The question';
COMMENT ON COLUMN label.code IS 'What response.labels holds, from 0 without gaps; the declared order where the vocabulary is closed, else the order of arrival';
COMMENT ON COLUMN label.label IS 'The label''s text; unique within a question';
