"""How well does each pair of annotators agree on the items that both answered?"""

from __future__ import annotations

from typing import Any

import numpy as np

from oe_quality.analysis.agreement.catalogue import CHOICE, chosen, coefficients
from oe_quality.analysis.agreement.comparable import Answers
from oe_quality.analysis.agreement.results import PairRow, PairTable
from oe_quality.kernel.agreement.alpha import Alpha
from oe_quality.kernel.agreement.distances import agreement_weights
from oe_quality.kernel.agreement.pairs import Pairs, all_pairs, all_pairs_by_distance
from oe_quality.kernel.agreement.statistic import PatternStatistic
from oe_quality.scales import Scale
from oe_quality.store.panel import Panel

COHEN = "Cohen's kappa"
QUADRATIC = "Cohen's kappa (quadratic weights)"


def compare_pairs(answers: Answers, panel: Panel[Any]) -> PairTable:
    """All pairs: Cohen's kappa for labels (quadratic weights for ranks), else the pair's part in alpha."""
    measure, pairs = _pairs(answers)
    aliases = panel.aliases.to_list()
    named = [sorted((aliases[a], aliases[b])) for a, b in zip(pairs.first, pairs.second, strict=True)]
    rows = tuple(
        PairRow(
            named[i][0],
            named[i][1],
            int(pairs.n[i]),
            float(pairs.agreed[i]),
            _number(pairs.kappa[i]),
            _number(pairs.shrunk[i]),
        )
        for i in sorted(range(len(pairs.n)), key=named.__getitem__)
    )
    answering = len(np.unique(answers.coded.annotator))
    apart = answering * (answering - 1) // 2 - len(rows)
    return PairTable(measure, _number(pairs.mean), pairs.spread if rows else None, apart, rows)


def _pairs(answers: Answers) -> tuple[str, Pairs]:
    n = answers.n_annotators
    if answers.scale in CHOICE:
        weighted = answers.scale is Scale.ORDINAL
        weights = agreement_weights("quadratic" if weighted else "identity", answers.n_values)
        return QUADRATIC if weighted else COHEN, all_pairs(answers.coded, weights, n)
    headline = chosen(answers, ("alpha",))[0]
    build = coefficients()[headline.name].statistic
    assert build is not None
    statistic = build(answers)
    assert isinstance(statistic, PatternStatistic)
    assert isinstance(statistic.coefficient, Alpha)
    expected = statistic.coefficient.expected_disagreement(statistic.total)
    measure = f"1 - the pair's disagreement over the expected disagreement of all ({headline.title})"
    return measure, all_pairs_by_distance(answers.coded, statistic.coefficient.distance, expected, n)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
