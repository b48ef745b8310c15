-- Purpose: hold off every change, also one hidden in a query.
BEGIN TRANSACTION READ ONLY;
