-- Purpose: call people by their new aliases.
-- Reads:   registered frame renamed (key, alias).
UPDATE annotator SET alias = renamed.alias FROM renamed WHERE annotator.key = renamed.key;
