"""Variance components and the coefficients made of them; two ratings of the same thing."""
