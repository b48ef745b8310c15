"""Agreement between annotators: what is counted, the coefficients, and their intervals.

Every coefficient here is a function of sums over items (`statistic.Coefficient`), and items with the
same counts of answers give the same terms. So the answers are counted once into distinct patterns
(`counts.CountTable`), and an estimate, a jackknife or a bootstrap is algebra on those patterns.
"""
