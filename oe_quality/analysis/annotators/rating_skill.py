"""How well each annotator rates: what an audit of a numeric question says of skill."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData, scale_width
from oe_quality.analysis.annotators.results import Counterfactual
from oe_quality.analysis.annotators.skill import Skill, alpha_changes, kappa_estimates, undefined
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import coded_ratings, count
from oe_quality.kernel.agreement.distances import interval
from oe_quality.kernel.audit.rating_agreement import others_mean
from oe_quality.plaintext import percent

MOVED = 0.05
"""Of the scale's width: an item whose mean moves by so much without an annotator has changed."""


def measure_rating_skill(data: AuditData, found: PrimaryFit, level: float) -> Skill:
    """Kappa and the counterfactual; offset, scale and precision are in `annotator_ratings`."""
    A = data.n_annotators
    none = undefined(A, "the question is numeric")
    return Skill(
        kappa=kappa_estimates(found.kappa, level),
        accuracy=none,
        bits=none,
        spammer_score=none,
        gold_accuracy=none,
        retest=none,
        confusion=((),) * A,
        counterfactual=_counterfactuals(data, found),
    )


def _counterfactuals(data: AuditData, found: PrimaryFit) -> tuple[Counterfactual, ...]:
    """What would change without each annotator: alpha (interval), and the items' mean ratings."""
    panel, A = data.primary, data.n_annotators
    item, who = panel.data.items(), panel.data.annotator
    mean = np.bincount(item, weights=panel.data.value, minlength=panel.n_items) / np.maximum(
        np.diff(panel.data.offsets), 1
    )
    without, others = others_mean(item, panel.data.value, panel.n_items)
    moved = (others > 0) & (np.abs(mean[item] - without) >= MOVED * scale_width(panel))
    n_changed = np.bincount(who[moved], minlength=A)
    alone = np.bincount(who[~found.usable], minlength=A)
    coded, values = coded_ratings(panel.data)
    alphas = alpha_changes(alpha(count(coded, len(values), A), interval(values)), panel.n_items)
    words = f"would have a mean that differs by {percent(MOVED)} of the scale or more"
    return tuple(
        Counterfactual(alphas[a], int(n_changed[a]), float(n_changed[a] / panel.n_items), int(alone[a]), words)
        for a in range(A)
    )
