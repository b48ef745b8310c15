"""Choosing an algorithm by how well it predicts answers set aside: what predicts people, which need not be gold."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.aggregation.answers import require_answers, yes_no
from oe_quality.analysis.aggregation.results import Comparison
from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, SetChunk
from oe_quality.kernel.em.registry import algorithms
from oe_quality.kernel.evaluation.choose import HeldOut, compare
from oe_quality.progress import Progress, silent
from oe_quality.store.panel import Answered


def compared() -> tuple[str, ...]:
    """What is compared: algorithms whose prediction of an answer is well defined."""
    return tuple(card.name for card in algorithms().values() if card.compared)


def choose(
    panel: Answered[Chunk],
    *,
    candidates: tuple[str, ...] | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Comparison:
    """Compare algorithms by how well they predict a fifth of the answers from the rest.

    The one with the smallest log-loss is taken. The measure speaks of people's answers, not of gold.

    Raises:
        NotComputableError: there is no item with two answers.
    """
    require_answers(panel)
    rows = _compared(panel.question.name, panel.source(), candidates or compared(), seed, progress)
    table = tuple((row.method, row.log_loss, row.standard_error, row.exponent) for row in rows)
    return Comparison(panel.question.name, rows[0].method, table, rows[0].n)


def choose_for_set(
    panel: Answered[SetChunk],
    *,
    candidates: tuple[str, ...] | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Comparison:
    """As `choose` for a multi-label question: the mean over its labels, each a question of its own."""
    require_answers(panel)
    name, source = panel.question.name, panel.source()
    candidates = candidates or compared()
    each = [_compared(name, yes_no(source, k), candidates, seed, progress) for k in range(len(panel.labels))]
    table = []
    for method in candidates:
        rows = [row for label in each for row in label if row.method == method]
        error = np.sqrt(sum(row.standard_error**2 for row in rows)) / len(rows)
        loss, exponent = (float(np.mean([getattr(row, what) for row in rows])) for what in ("log_loss", "exponent"))
        table.append((method, loss, float(error), exponent))
    table.sort(key=lambda row: row[1])
    return Comparison(name, table[0][0], tuple(table), sum(rows[0].n for rows in each))


def _compared(
    name: str, source: ChunkSource[Chunk], candidates: tuple[str, ...], seed: int, progress: Progress
) -> tuple[HeldOut, ...]:
    rows = compare(source, candidates, seed=seed, progress=progress)
    if not rows:
        raise NotComputableError(
            f"no item of {name} has two answers, so no answer can be predicted from another",
            remedy="Name a method, such as --method majority.",
        )
    return rows
