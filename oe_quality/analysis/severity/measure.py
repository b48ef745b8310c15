"""Who answers lower than others would, and whose answers fit no scale? The many-facet Rasch model of one question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oe_quality.analysis.severity.results import ItemPlace, MeanSquare, Severity, SeverityRow, Step
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.agreement.counts import coded_ratings
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.ratings import rasch
from oe_quality.kernel.ratings.rasch import RaschFit
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.normal import Z95
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Scale
from oe_quality.store.panel import Panel

if TYPE_CHECKING:
    from oe_quality.store import Store

MOST_STEPS = 12
"""More different numbers than this are no rating scale with steps."""
STUDIES, FEWEST_STUDIES, WORK = 100, 30, 1_000_000
"""Simulated studies behind the bounds of mean squares: so many, fewer where they have together more answers."""
METHOD = "observed information of the marginal likelihood"


def severity(
    store: Store, question: str | None = None, *, level: float = 0.95, seed: int = 0, studies: int | None = None
) -> Severity:
    """Fit the many-facet Rasch model: items and annotators on one scale of logits, with steps between the labels.

    A label is answered rather than the one below it with log odds of item less annotator less step. Annotators'
    severities are free of which items they happened to see, as far as the scale is the same for all; infit and outfit
    say whether it is.

    Args:
        store: what was asked; question: an ordered one, numbers of up to a dozen values or two labels; by default the
            first such.
        level: nominal coverage of the intervals of severities and steps, 0.5 to below 1.
        seed: of the simulated studies that say how much mean squares vary by chance; studies: how many.

    Returns:
        Annotators with severity, infit and outfit, the steps, and where items lie.

    Raises:
        UsageError: no such question, or none with ordered labels.
        NotComputableError: fewer than two labels were given, or more numbers than a scale has steps.

    Source: Andrich 1978; Linacre 1989, "Many-Facet Rasch Measurement"; Kennedy et al. 2020, arXiv:2009.10277. Marginal
    maximum likelihood: Bock & Aitkin 1981.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccddeeff"], "annotator": [*"xy"] * 6, "score": [2, 1, 3, 2, 1, 2, 3, 3, 2, 1, 3, 1]}
    >>> with oeq.from_frame(answers, value="score", scales="score=interval") as store:
    ...     found = oeq.severity(store, "score", studies=30)
    >>> [row.annotator for row in found.annotators], found.annotators[0].severity.value > 0
    (['y', 'x'], True)
    """
    panel = store.panel(_named(store, question))
    chunk, labels = _coded(panel)
    fitted = rasch.fit(chunk, panel.n_annotators, len(labels))
    count = studies or max(FEWEST_STUDIES, min(STUDIES, WORK // max(chunk.n_responses, 1)))
    usual = rasch.expected_fit(chunk, fitted.parameters, len(labels), count, seed)
    answered = np.bincount(chunk.annotator, minlength=panel.n_annotators)
    rows = _rows(panel, fitted, usual, answered, level)
    reliability, separation = _reliability(fitted, answered)
    return Severity(
        panel.question.name,
        rows,
        _steps(labels, fitted, level),
        _items(panel, chunk, fitted),
        fitted.parameters.spread,
        reliability,
        separation,
        _equal(fitted, answered),
        fitted.converged,
        count,
        seed,
        level,
        tuple(_notes(panel, chunk, labels, fitted)),
        panel.left_out,
    )


def _named(store: Store, question: str | None) -> str:
    if question is not None:
        return store.question(question).name
    ordered = [q.name for q in store.questions() if q.scale is Scale.ORDINAL or q.scale.is_numeric]
    if not ordered:
        raise UsageError(
            "no question of this store is ordered, and severity is about an order",
            remedy="Name a question with two labels, or say with oeq set-scale that one is ordinal.",
        )
    return ordered[0]


def _coded(panel: Panel[Any]) -> tuple[Chunk, tuple[str, ...]]:
    """Answers as steps 0..K-1 that somebody gave, the last one of each annotator on each item, and their names."""
    question, data = panel.question, panel.data
    if isinstance(data, SetChunk) or (question.scale is Scale.NOMINAL and len(question.labels) > 2):
        raise UsageError(
            f"{question.name} is {question.scale}, and severity is about an order",
            remedy=f"If its labels have one: oeq set-scale DB {question.name}=ordinal.",
        )
    data = keep_responses(data, last_answers(data))
    if isinstance(data, RatingChunk):
        chunk, values = coded_ratings(data)
        names = tuple(f"{value:g}" for value in values)
        if len(names) > MOST_STEPS:
            raise NotComputableError(
                f"{question.name} has {len(names):,} different numbers, and a scale has at most {MOST_STEPS} steps",
                remedy="The offsets of oeq annotators speak of ratings without steps.",
            )
    else:
        chunk, names = data, question.labels
    used, code = np.unique(chunk.label, return_inverse=True)
    if len(used) < 2:
        raise NotComputableError(f"fewer than two different answers to {question.name} were given")
    given = tuple(names[k] for k in used)
    return Chunk(chunk.offsets, chunk.annotator, code.astype(np.int32)), given


def _rows(
    panel: Panel[Any], fitted: RaschFit, usual: tuple[Floats, Floats], answered: np.ndarray[Any, Any], level: float
) -> tuple[SeverityRow, ...]:
    infit, outfit = (_squares(one, usual, column) for column, one in enumerate((fitted.infit, fitted.outfit)))
    rows = []
    for a in np.flatnonzero(answered > 0):
        n = int(answered[a])
        value = _estimate(fitted, int(a), n, level)
        rows.append(SeverityRow(panel.aliases[int(a)], n, value, infit[a], outfit[a]))
    return tuple(
        sorted(rows, key=lambda row: (row.severity.value is None, -(row.severity.value or 0.0), row.annotator))
    )


def _estimate(fitted: RaschFit, a: int, n: int, level: float) -> Estimate:
    if fitted.extreme[a]:
        why = "every answer is at one end of the scale, so severity has no bound there"
        return Estimate(None, None, n, 1, n, undefined=why)
    bounds = _wald(float(fitted.parameters.severity[a]), float(fitted.severity_error[a]), level)
    return Estimate(float(fitted.parameters.severity[a]), bounds, n, 1, n)


def _wald(value: float, error: float, level: float) -> Interval | None:
    if not math.isfinite(error):
        return None
    half = float(special.ndtri(0.5 + level / 2)) * error
    return Interval(value - half, value + half, level, METHOD, NEW_ITEMS)


def _squares(value: Floats, usual: tuple[Floats, Floats], column: int) -> tuple[MeanSquare, ...]:
    """Mean squares of all annotators with what the simulated studies say of them."""
    mean, spread = usual[0][:, column], usual[1][:, column]
    known = np.isfinite(value) & (value > 0) & (spread > 0)
    z = np.full(len(value), np.nan)
    z[known] = (np.log(value[known]) - mean[known]) / spread[known]
    q = adjusted(2 * special.ndtr(-np.abs(z)))
    return tuple(
        MeanSquare(
            float(value[a]),
            float(np.exp(mean[a] - Z95 * spread[a])),
            float(np.exp(mean[a] + Z95 * spread[a])),
            float(q[a]),
        )
        if known[a]
        else MeanSquare(float(value[a]) if math.isfinite(value[a]) else None)
        for a in range(len(value))
    )


def _kept(fitted: RaschFit, answered: np.ndarray[Any, Any]) -> tuple[Floats, Floats]:
    """Severities that have bounds, and their squared errors."""
    kept = (answered > 0) & ~fitted.extreme & np.isfinite(fitted.severity_error) & (fitted.severity_error > 0)
    return fitted.parameters.severity[kept], fitted.severity_error[kept] ** 2


def _reliability(fitted: RaschFit, answered: np.ndarray[Any, Any]) -> tuple[float | None, float | None]:
    value, squared = _kept(fitted, answered)
    if len(value) < 2 or value.var(ddof=1) <= 0:
        return None, None
    share = float(np.clip(1 - squared.mean() / value.var(ddof=1), 0.0, 1.0))
    return share, math.sqrt(share / (1 - share)) if share < 1 else None


def _equal(fitted: RaschFit, answered: np.ndarray[Any, Any]) -> float | None:
    value, squared = _kept(fitted, answered)
    if len(value) < 2:
        return None
    weight = 1 / squared
    statistic = float(weight @ value**2 - (weight @ value) ** 2 / weight.sum())
    return float(special.chdtrc(len(value) - 1, statistic))


def _steps(labels: tuple[str, ...], fitted: RaschFit, level: float) -> tuple[Step, ...]:
    found = zip(labels, labels[1:], fitted.parameters.threshold, fitted.threshold_error, strict=False)
    return tuple(
        Step(lower, upper, Estimate(float(value), _wald(float(value), float(error), level)))
        for lower, upper, value, error in found
    )


def _items(panel: Panel[Any], chunk: Chunk, fitted: RaschFit) -> tuple[ItemPlace, ...]:
    n = np.diff(chunk.offsets)
    columns = (fitted.location, fitted.location_error, fitted.item_infit, fitted.item_outfit)
    return tuple(
        ItemPlace(
            panel.items[int(i)], int(n[i]), *(float(c[i]) for c in columns[:2]), *(_or_none(c[i]) for c in columns[2:])
        )
        for i in np.flatnonzero(n > 0)
    )


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _notes(panel: Panel[Any], chunk: Chunk, labels: tuple[str, ...], fitted: RaschFit) -> list[str]:
    """What to mind."""
    notes = []
    unused = [label for label in panel.question.labels if label not in labels]
    if unused:
        notes.append(f"Nobody gave {', '.join(map(repr, unused))}; steps are between the labels that were given.")
    threshold = fitted.parameters.threshold
    if (np.diff(threshold) < 0).any():
        notes.append("Steps are not in order: a label between two of them is nowhere the most probable one.")
    if fitted.parameters.spread < 0.1:
        notes.append("Items hardly differ on this scale, so there is little to hold annotators against.")
    links = coo_array((np.ones(chunk.n_responses), (chunk.items(), chunk.annotator + chunk.n_items)))
    size = chunk.n_items + panel.n_annotators
    links.resize((size, size))
    _, part = connected_components(links.tocsr(), directed=False)
    parts = len(np.unique(part[np.unique(chunk.annotator) + chunk.n_items]))
    if parts > 1:
        notes.append(
            f"Annotators fall into {parts} groups that share no item: severities across groups hold only as far as "
            "their items are alike."
        )
    if not fitted.converged:
        notes.append("The fit did not settle; take its numbers with care.")
    return notes
