-- Purpose: make room for an export's responses in the store's numbers.
-- Makes:   temporary table incoming: as response without batch_id, and confidence, verdict (see stage).
CREATE TEMP TABLE incoming (
    item_id INTEGER,
    annotator_id INTEGER,
    question_id INTEGER,
    occasion VARCHAR,
    labels INTEGER[],
    weights DOUBLE[],
    value DOUBLE,
    created_at TIMESTAMP,
    duration_s DOUBLE,
    status VARCHAR,
    source VARCHAR,
    line BIGINT,
    confidence DOUBLE,
    verdict VARCHAR
);
