"""A question's answers as numbers: one column per rating or label, and as codes under a distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.errors import UsageError
from oe_quality.kernel.agreement.counts import coded_ratings
from oe_quality.kernel.agreement.distances import Distance, interval, nominal
from oe_quality.kernel.agreement.sets import SetMetric, distinct_sets, set_distance
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.distributions.between import Given
from oe_quality.scales import Scale
from oe_quality.store.panel import ChoicePanel, RatingPanel, SetPanel

AnyPanel = ChoicePanel | RatingPanel | SetPanel
FEWEST = 10
"""A label that was given less often gets no column of its own."""
MOST_LABELS = 20
"""The most frequent labels that get a column of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Variables:
    """Answers as numbers; R responses, V variables.

    Attributes:
        names: (V,) labels, most frequent first, or the question's name for ratings and ranks.
        values: (R, V) the rating, the rank, or 1 where the response gave the label.
        chosen: (V,) responses that gave the label; all, for ratings and ranks.
        are_labels: whether the columns are labels, whose means are shares.
        unit: of the values, in words.
        warnings: labels without a column, in a sentence.
    """

    names: tuple[str, ...]
    values: Floats
    chosen: tuple[int, ...]
    are_labels: bool
    unit: str
    warnings: tuple[str, ...]


def variables_of(panel: AnyPanel) -> Variables:
    """The columns of one question. An ordinal answer is its place on the scale, steps taken as equal."""
    name, n = panel.question.name, panel.n_responses
    if isinstance(panel.data, RatingChunk):
        return Variables((name,), panel.data.value[:, None], (n,), False, "points of the rating", ())
    if panel.question.scale is Scale.ORDINAL:
        ranks = panel.data.label[:, None].astype(np.float64)
        return Variables((name,), ranks, (n,), False, "places on the scale, its steps taken as equal", ())
    labels = panel.labels
    counts = np.bincount(panel.data.label, minlength=len(labels))
    ranked = [int(k) for k in np.argsort(-counts, kind="stable") if counts[k] >= FEWEST][:MOST_LABELS]
    if isinstance(panel.data, Chunk):
        values = panel.data.label[:, None] == np.array(ranked, dtype=np.int32)
    else:
        values = panel.data.matrix(len(labels))[:, ranked]
    left = int((counts > 0).sum()) - len(ranked)
    why = f"given fewer than {FEWEST} times, or beyond the {MOST_LABELS} most frequent"
    return Variables(
        tuple(labels[k] for k in ranked),
        values.astype(np.float64),
        tuple(int(counts[k]) for k in ranked),
        True,
        "share of annotators who give the label",
        (f"{left} labels are not looked at one by one: {why}.",) if left else (),
    )


def comparable(panel: AnyPanel) -> tuple[Chunk, Distance, int]:
    """The answers as codes 0..V-1, the distance between them that suits the scale, and V.

    Nominal: equal or not. Ordinal and numbers: squared difference (of places, for ordinal). Sets: MASI.
    """
    if isinstance(panel.data, RatingChunk):
        chunk, values = coded_ratings(panel.data)
        return chunk, interval(values), len(values)
    if isinstance(panel.data, Chunk):
        n = len(panel.labels)
        ordinal = panel.question.scale is Scale.ORDINAL
        return panel.data, interval(np.arange(n, dtype=np.float64)) if ordinal else nominal(n), n
    chunk, sets = distinct_sets(panel.data, len(panel.labels))
    return chunk, set_distance(sets, SetMetric.MASI), sets.n_sets


def labels_given(panel: AnyPanel) -> Given:
    """Labels given, of the last answer of each annotator to each item.

    Raises:
        UsageError: the question has no labels.
    """
    data = panel.data
    if not isinstance(data, (Chunk, SetChunk)):
        raise UsageError(
            f"{panel.question.name} has numbers, and distributions of labels are asked for",
            remedy="Of numbers: oeq agreement --limits, or oeq annotators --severity.",
        )
    kept = keep_responses(data, last_answers(data))
    item, annotator = kept.items(), kept.annotator
    if isinstance(kept, SetChunk):
        entries = kept.responses_of_entries()
        item, annotator = item[entries], annotator[entries]
    return Given(item, annotator, kept.label, (panel.n_items, panel.n_annotators, len(panel.labels)))
