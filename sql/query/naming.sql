-- Purpose: how people are called in this store.
-- Out:     kind, sign, secret (null where the store keeps none); no row while nobody is in it.
SELECT kind, sign, secret FROM naming ORDER BY decided_at DESC LIMIT 1;
