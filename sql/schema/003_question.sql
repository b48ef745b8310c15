-- What annotators were asked.
CREATE TABLE question (
    question_id INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    scale VARCHAR NOT NULL,
    open_vocabulary BOOLEAN NOT NULL,
    hierarchical BOOLEAN NOT NULL,
    low DOUBLE,
    high DOUBLE,
    untouched DOUBLE,
    codes VARCHAR[] NOT NULL
);
COMMENT ON TABLE question IS 'What annotators were asked';
COMMENT ON COLUMN question.question_id IS 'Counted from 1 in the order of first appearance';
COMMENT ON COLUMN question.name IS 'Name of the question, as in the export; unique';
COMMENT ON COLUMN question.scale IS 'nominal, ordinal, interval, ratio, multilabel or text';
COMMENT ON COLUMN question.open_vocabulary IS 'Whether unlisted labels are accepted; its labels have no order of their own';
COMMENT ON COLUMN question.hierarchical IS 'Whether labels are paths category/word';
COMMENT ON COLUMN question.low IS 'Least value of a number, in the question''s unit; null where unbounded';
COMMENT ON COLUMN question.high IS 'Greatest value of a number, in the question''s unit; null where unbounded';
COMMENT ON COLUMN question.untouched IS 'Where a slider stands before anyone moves it; null where there is none';
COMMENT ON COLUMN question.codes IS 'The words that stood for the numbers 0, 1, 2 ... of a numeric question; empty where answers are numbers';
