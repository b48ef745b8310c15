-- Purpose: say how people are called in this store.
-- $kind; $sign; $secret (null where the store keeps none); $decided_at (UTC).
INSERT INTO naming VALUES ($kind, $sign, $secret, $decided_at);
