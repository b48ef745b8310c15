-- Answers that contradict each other where no time tells which is later, and what was said of such answers.
-- What a store of an older version holds was loaded under the rule that the later load counts.
CREATE TABLE ruling (
    batch_id INTEGER NOT NULL,
    repeats VARCHAR NOT NULL,
    contested BIGINT NOT NULL
);
COMMENT ON TABLE ruling IS 'What was said of repeated answers at a load, and what came of it';
COMMENT ON COLUMN ruling.batch_id IS 'The export; unique';
COMMENT ON COLUMN ruling.repeats IS 'empty: nothing; last, first, occasions, agreed: as --repeats; loaded: by an older version, under which the later load counts';
INSERT INTO ruling SELECT batch_id, 'loaded', 0 FROM batch;
COMMENT ON COLUMN ruling.contested IS 'Responses that another export gives otherwise, without a time that decides; none of them counts';
COMMENT ON TABLE superseded IS 'States of responses that do not count: what an update replaced, what arrived after a later state, what is contested';
COMMENT ON COLUMN superseded.replaced_by IS 'The export that holds the later state; 0 where exports contradict each other and no time tells which is later';
CREATE OR REPLACE VIEW contested AS
SELECT
    item.name AS item,
    annotator.alias AS annotator,
    question.name AS question,
    superseded.occasion,
    list_transform(superseded.labels, lambda code: words.labels[code + 1]) AS labels,
    superseded.value,
    superseded.created_at,
    batch.file,
    superseded.line
FROM superseded
JOIN item USING (item_id)
JOIN annotator USING (annotator_id)
JOIN question USING (question_id)
JOIN batch USING (batch_id)
LEFT JOIN (SELECT question_id, list(label ORDER BY code) AS labels FROM label GROUP BY question_id) AS words
    USING (question_id)
WHERE superseded.replaced_by = 0;
COMMENT ON VIEW contested IS 'Answers that exports contradict each other about, so that none counts';
