-- Purpose: note the items that some responses are about.
-- Reads:   registered frame incoming_response.
INSERT INTO incoming_item SELECT DISTINCT item FROM incoming_response;
