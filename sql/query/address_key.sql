-- Purpose: the key under which addresses in names were digested.
-- Out:     sign, secret (null where the store keeps none); no row while no name held an address.
SELECT sign, secret FROM address_key ORDER BY decided_at LIMIT 1;
