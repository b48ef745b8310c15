-- What the items of each export are called.
CREATE TABLE diction (
    batch_id INTEGER NOT NULL,
    one VARCHAR NOT NULL,
    many VARCHAR NOT NULL,
    look VARCHAR NOT NULL,
    seen VARCHAR NOT NULL
);
COMMENT ON TABLE diction IS 'What the items of each export are called';
COMMENT ON COLUMN diction.batch_id IS 'The export; unique';
COMMENT ON COLUMN diction.one IS 'The noun, such as clip';
COMMENT ON COLUMN diction.many IS 'Its plural';
COMMENT ON COLUMN diction.look IS 'What somebody does who judges one, such as listen to';
COMMENT ON COLUMN diction.seen IS 'The participle of that, such as heard';
INSERT INTO diction
SELECT batch_id, 'clip', 'clips', 'listen to', 'heard' FROM batch WHERE starts_with(format, 'open-empathic ')
UNION ALL
SELECT batch_id, 'item', 'items', 'look at', 'seen' FROM batch WHERE NOT starts_with(format, 'open-empathic ');
