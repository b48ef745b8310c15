-- Purpose: say under which key addresses in names are digested in this store.
-- $sign; $secret (null where the store keeps none); $decided_at (UTC).
INSERT INTO address_key VALUES ($sign, $secret, $decided_at);
