"""The consensus behind an audit of ratings: the others' mean, freed of their offsets."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData, scale_width
from oe_quality.kernel.audit.order import timeline
from oe_quality.kernel.audit.rating_agreement import blind_sd_of_ratings, consistency, deviations

NEAR = 0.1
"""Of the scale's width: a rating that is no further from the others' mean is held to be supported by them."""


def fit_ratings(data: AuditData) -> PrimaryFit:
    """Hold each rating of a numeric primary question against the others' mean of the same item.

    The score of a rating is 1 - distance / width of the scale, the distance without the own offset.
    """
    panel, A = data.primary, data.n_annotators
    chunk = panel.data
    found = deviations(chunk.items(), chunk.annotator, chunk.value, chunk.n_items, A)
    distance = np.abs(np.where(found.usable, found.own, 0.0)) / scale_width(panel)
    near = (distance <= NEAR).astype(np.float64)
    use = found.usable
    return PrimaryFit(
        confusion=np.zeros((0, A, 0, 0)),
        counts=np.zeros((0, A, 0, 0)),
        prevalence=np.zeros((0, 0)),
        support=found.others[:, None],
        usable=use,
        score=1.0 - distance,
        expected=np.ones(len(distance)),
        held=near,
        line=timeline(chunk.annotator, A, panel.created_at),
        kappa=consistency(chunk.annotator[use], chunk.value[use], found.others[use], A),
        blind_sd=blind_sd_of_ratings(chunk.value[use], found.others[use]),
        method="mean of the others' ratings, freed of their offsets",
        converged=True,
        by_one=np.zeros(A, dtype=np.bool_),
    )
