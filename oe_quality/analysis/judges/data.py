"""The answers of people and models to the same items, made ready to be compared; and on what terms they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from oe_quality.analysis.distributions.variables import comparable
from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Bools
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.judges.likeness import Likeness, likeness_of
from oe_quality.kernel.reliability.replication import Paired, paired
from oe_quality.scales import Scale
from oe_quality.store.panel import Panel


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms models are tested.

    Attributes:
        epsilon: how much less good than an annotator a model may be for what it saves; q: false discovery rate;
        level: of intervals; seed: of what is random.

    >>> Terms(epsilon=0.1).epsilon
    0.1
    """

    epsilon: float = 0.1
    q: float = 0.05
    level: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.epsilon < 1:
            raise UsageError(f"an epsilon of {self.epsilon} is none", remedy="Give .1 for a crowd, .2 for experts.")
        if not 0 < self.q < 1:
            raise UsageError(f"a false discovery rate of {self.q} is none", remedy="Give one such as 0.05.")
        if not 0.5 <= self.level < 1:
            raise UsageError(f"a level of {self.level} makes no interval", remedy="Give one such as 0.95.")


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """One question with the answers of people and models to the items that a model answered. R responses.

    Attributes:
        panel: all of them; items, annotators: (R,) codes.
        is_model: (A,) which annotators are models; human: (R,) which responses are people's.
        likeness: of responses by rows; pairs: the responses of each item, paired.
    """

    panel: Panel[Any]
    items: CodeArray
    annotators: CodeArray
    is_model: Bools
    human: Bools
    likeness: Likeness
    pairs: Paired

    def rows_of(self, model: int) -> CodeArray:
        """(I,) the row of a model's answer to each item, -1 where there is none."""
        rows = np.flatnonzero(self.annotators == model)
        found = np.full(self.panel.n_items, -1, dtype=np.int64)
        found[self.items[rows]] = rows
        return found


def beside(panel: Panel[Any], models: list[str], codes: list[int]) -> Beside | None:
    """The items that one of the models answered, with the answers of people and of these models; None without any."""
    is_model = np.isin(panel.annotators.to_numpy(), models)
    items, annotators = panel.data.items(), panel.data.annotator
    ours = np.isin(annotators, codes)
    human = ~is_model[annotators]
    judged = np.zeros(panel.n_items, dtype=np.bool_)
    judged[items[ours]] = True
    shared = np.zeros(panel.n_items, dtype=np.bool_)
    shared[items[human & judged[items]]] = True
    if not shared.any():
        return None
    coded, distance, n_values = comparable(panel)
    # What is not compared keeps its row, so that rows mean the same everywhere, but is an item of its own.
    compared = (human | ours) & shared[items]
    kept = np.flatnonzero(compared)
    found = paired(items[kept], coded.label[kept], distance, panel.n_items, n_values)
    pairs = replace(found, items=items, label=coded.label, first=kept[found.first], second=kept[found.second])
    ordered = panel.question.scale is Scale.ORDINAL
    likeness = likeness_of(panel.data, len(panel.labels), ordered=ordered)
    return Beside(panel, items, annotators, is_model, human, likeness, pairs)
