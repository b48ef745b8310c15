"""Is agreement on one thing higher than on another? Differences of coefficients, and tests that several are equal."""
