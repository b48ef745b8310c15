"""Labels and annotators by any algorithm that is a sum over items, on Spark."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from oe_quality.cluster.coded import Coded, encode, pieces
from oe_quality.cluster.spread import Spread, batch_of
from oe_quality.errors import UsageError
from oe_quality.kernel.em import loop
from oe_quality.kernel.em.contract import Findings, winners
from oe_quality.kernel.em.registry import algorithms, card_of
from oe_quality.progress import Progress, silent

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

LABELS = "item string, label string, confidence double, n_annotators int, probabilities array<double>"
PEOPLE = "annotator string, n_responses bigint, accuracy double"
TOLERANCE = 1e-7
DEFAULT = "dawid-skene"


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What a fit on the cluster learned; its labels are computed where the items are when they are asked for.

    Attributes:
        method: by name; names: of the labels, in the order of probabilities.
        findings: prevalence and what is known of annotators.
        annotators: (A,) in the order of `findings`; n_responses: (A,).
        history, converged: as of `kernel.em.contract.Fit`.
        left_out: rows without an item, an annotator or a label.
    """

    method: str
    names: tuple[str, ...]
    annotators: tuple[str, ...]
    n_responses: tuple[int, ...]
    findings: Findings
    history: tuple[float, ...]
    converged: bool
    left_out: int
    coded: Coded
    last: Broadcast[bytes]

    def labels(self) -> DataFrame:
        """item, label (null where two tie), confidence, n_annotators, probabilities in the order of `names`."""
        label = partial(_labels, work=self.last, names=self.names)
        return self.coded.frame.mapInArrow(label, LABELS)

    def people(self) -> DataFrame:
        """annotator, n_responses, accuracy: expected share of right answers."""
        accuracy = (float(value) for value in self.findings.accuracy)
        rows = list(zip(self.annotators, self.n_responses, accuracy, strict=True))
        return self.coded.frame.sparkSession.createDataFrame(rows, PEOPLE)


def fit(
    frame: DataFrame,
    *,
    item: str = "item",
    annotator: str = "annotator",
    label: str = "label",
    method: str = DEFAULT,
    max_steps: int = 500,
    tol: float = TOLERANCE,
    partitions: int | None = None,
    progress: Progress = silent,
) -> Fitted:
    """Infer labels and annotators; the same bits as in memory, for any number of workers and partitions.

    Args:
        frame: one row per answer; rows without an item, an annotator or a label are left out.
        item, annotator, label: names of its columns.
        method: an algorithm without parameters per item; those that read items in order cannot be spread.
        max_steps, tol: as of `kernel.em.fit`.
        partitions: how many; None for three per core.
        progress: told of every step.

    Raises:
        UsageError: no such method or column, or one that cannot be spread, or answers that were given twice.
        NotComputableError: nobody answered.
    """
    algorithm = card_of(method).make()
    if algorithm.sequential or algorithm.state_size:
        why = "reads items in their order" if algorithm.sequential else "keeps numbers for every item"
        possible = [n for n, c in algorithms().items() if not (c.make().sequential or c.make().state_size)]
        raise UsageError(f"{method} {why}, so it cannot be spread", remedy=f"On Spark: {', '.join(possible)}.")
    coded = encode(frame, (item, annotator, label), partitions)
    data = Spread(coded)
    limits = loop.Limits(algorithm.passes or max_steps, 0.0 if algorithm.passes else tol)
    found = loop.climb(algorithm, data, None, limits, partial(progress, method))
    last = partial(algorithm.expect, found.params)
    stats = data.sweep(last)
    objective = algorithm.objective(found.params, stats)
    return Fitted(
        method=method,
        names=coded.labels,
        annotators=coded.annotators,
        n_responses=tuple(data.extent.n_by_annotator.tolist()),
        findings=algorithm.findings(found.params, stats),
        history=() if objective is None else (*found.history, objective),
        converged=found.converged,
        left_out=coded.left_out,
        coded=coded,
        last=data.sent(last),
    )


def aggregate(frame: DataFrame, **given: Any) -> DataFrame:
    """Labels of all items: item, label, confidence, n_annotators, probabilities; arguments as of `fit`."""
    return fit(frame, **given).labels()


def annotators(frame: DataFrame, **given: Any) -> DataFrame:
    """What a fit learned of annotators: annotator, n_responses, accuracy; arguments as of `fit`."""
    return fit(frame, **given).people()


def _labels(rows: Iterable[Any], work: Broadcast[bytes], names: tuple[str, ...]) -> Iterator[Any]:
    """The posteriors of a partition's items, as rows of `LABELS`."""
    expect = pickle.loads(work.value)  # noqa: S301 (the driver wrote it)
    known = pa.array([*names, None], pa.string())
    for piece in pieces(rows):
        posterior = np.empty((piece.chunk.n_items, len(names)))
        expect([batch_of(piece, 0, posterior)])
        winner = winners(posterior)
        counts = np.diff(piece.chunk.offsets).astype(np.int32)
        offsets = pa.array(np.arange(0, posterior.size + 1, len(names), dtype=np.int32))
        yield pa.record_batch(
            [
                piece.items,
                known.take(pa.array(np.where(winner < 0, len(names), winner))),
                pa.array(posterior.max(axis=1)),
                pa.array(counts),
                pa.ListArray.from_arrays(offsets, pa.array(posterior.ravel())),
            ],
            names=["item", "label", "confidence", "n_annotators", "probabilities"],
        )
