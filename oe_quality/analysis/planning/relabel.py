"""Which items to ask about next, by what one more answer would teach, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.annotators.consensus import PrimaryFit, fit_primary
from oe_quality.analysis.annotators.copying import scan
from oe_quality.analysis.annotators.data import AuditData, gather
from oe_quality.config import Config
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.gain import expected_information, expected_variance_drop
from oe_quality.kernel.audit.tempo import fit_tempo
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.kernel.perception.shares import Population, choice_shares, set_shares
from oe_quality.notebook import Shown
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document, to_json
from oe_quality.store.panel import LeftOut

if TYPE_CHECKING:
    from oe_quality.store import Store

SUGGESTED = 3
"""Annotators named per item."""
FEWEST_ANSWERS = 5
"""An annotator with fewer answers is too little known to be suggested."""


class Target(StrEnum):
    """What is to be learned.

    >>> Target("perception").value
    'perception'
    """

    CONSENSUS = "consensus"
    """Which label is true: gain is the expected information about it, in bits."""
    PERCEPTION = "perception"
    """What share of people perceive each label: gain is the expected fall of the shares' variance."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One item worth another answer.

    Attributes:
        item: its name; gain: expected from one more answer by a typical annotator, in the target's unit.
        n_annotators: how many answered so far; votes: label and number of them that gave it, most first.
        entropy: bits of uncertainty about the truth (sets: summed over labels).
        seconds: that the answer will usually take, None where durations are unknown.
        ask: aliases of annotators who have not seen the item, most informative first.
    """

    item: str
    gain: float
    n_annotators: int
    votes: tuple[tuple[str, int], ...]
    entropy: float
    seconds: float | None
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelabelQueue(Shown):
    """Items in the order in which to ask.

    Attributes:
        question, target, unit: what is asked, what is to be learned, and the gain's unit.
        items: best first; total_gain: expected of the whole queue; minutes: of annotators' time that it
            takes, None where durations are unknown; budget_minutes: None where none was set.
        seed, left_out: as everywhere.
    """

    question: str
    target: Target
    unit: str
    items: tuple[Wanted, ...]
    total_gain: float
    minutes: float | None
    budget_minutes: float | None
    seed: int
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """One row per item: item, gain, entropy, n_annotators, votes, seconds, ask."""
        rows = [
            (
                w.item,
                w.gain,
                w.entropy,
                w.n_annotators,
                [f"{label} {n}" for label, n in w.votes],
                w.seconds,
                list(w.ask),
            )
            for w in self.items
        ]
        kinds: dict[str, pl.DataType] = {
            "item": pl.String(), "gain": pl.Float64(), "entropy": pl.Float64(), "n_annotators": pl.Int64(),
            "votes": pl.List(pl.String()), "seconds": pl.Float64(), "ask": pl.List(pl.String()),
        }  # fmt: skip
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.relabel/1`."""
        return document("oeq.relabel/1", to_json(self))


def relabel(
    store: Store,
    question: str | None = None,
    *,
    n: int = 200,
    target: Target = Target.CONSENSUS,
    budget_minutes: float | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> RelabelQueue:
    """Rank items by what one more answer would teach.

    With a budget, items are taken by gain per second of work until the time is used up.

    Args:
        store: an open store.
        question: the primary question; None to choose it as an audit does.
        n: how many items at most.
        target: what is to be learned.
        budget_minutes: of annotators' time.
        seed: of the fit.
        progress: told of the stages.

    Returns:
        Items in order, with what one more answer would gain and cost.

    Raises:
        UsageError: `n` or the budget is not positive.
        NotComputableError: there is nothing to rank, or a budget was set and durations are unknown.

    Source: expected information gain about the label (Lindley 1956).

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     queue = oeq.relabel(store, n=5)
    >>> queue.frame().height
    5
    """
    if n < 1 or (budget_minutes is not None and not budget_minutes > 0):
        raise UsageError("ask for at least one item and a budget above 0 minutes")
    return rank(gather(store, question), n, Target(target), budget_minutes, seed, progress)


def rank(
    data: AuditData, n: int, target: Target, budget_minutes: float | None, seed: int, progress: Progress = silent
) -> RelabelQueue:
    """The same for answers that are in memory."""
    if data.numeric:
        raise NotComputableError(
            f"{data.primary.question.name!r} is numeric; relabelling ranks items by belief in labels",
            remedy="`oeq plan` says how many ratings per item reach a target.",
        )
    found = fit_primary(data, seed, progress)
    belief = item_beliefs(data, found, seed, progress)
    gain = consensus_gain(belief, found) if target is Target.CONSENSUS else _perception_gain(data, seed, progress)
    seconds = _usual_seconds(data)
    order = _chosen(gain, seconds, n, budget_minutes)
    ask = _whom(data, found, belief, order)
    items = tuple(_wanted(data, int(i), gain, belief, seconds, ask[j]) for j, i in enumerate(order))
    return RelabelQueue(
        question=data.primary.question.name,
        target=target,
        unit="bits" if target is Target.CONSENSUS else "variance of shares",
        items=items,
        total_gain=float(gain[order].sum()),
        minutes=None if seconds is None else float(seconds[order].sum() / 60),
        budget_minutes=budget_minutes,
        seed=seed,
        left_out=data.primary.left_out,
    )


def item_beliefs(data: AuditData, found: PrimaryFit, seed: int = 0, progress: Progress = silent) -> Floats:
    """(L, I, C) belief about each item: (1, I, K) for single choice, (K, I, 2) for the labels of a set.

    It is that of the labels that are published, so that what is sure there is not asked about here. An item that nobody
    answered has the prevalences of the fit.
    """
    labels = labels_of(data.primary, check=False, seed=seed, progress=progress)
    answered = (np.diff(data.primary.data.offsets) > 0)[:, None]
    if data.exclusive:
        return np.where(answered, labels.posterior, found.prevalence[0])[None]
    present = np.where(answered, labels.posterior, found.prevalence[:, 1])
    return np.stack([1 - present.T, present.T], axis=2)


def consensus_gain(belief: Floats, found: PrimaryFit) -> Floats:
    """(I,) bits that the answer of a typical annotator would give, summed over labels for sets."""
    weight = found.line.counts / found.line.counts.sum()
    typical = np.einsum("a,latc->ltc", weight, found.confusion)
    gains = [expected_information(p, c) for p, c in zip(belief, typical, strict=True)]
    return np.asarray(np.sum(gains, axis=0))


def _perception_gain(data: AuditData, seed: int, progress: Progress) -> Floats:
    source = InMemory((data.primary.data,), data.n_annotators, len(data.primary.labels))
    make = choice_shares if data.exclusive else set_shares
    shares = make(source, Population.ALL, seed=seed, progress=progress)
    return expected_variance_drop(shares.variance, shares.n_annotators, shares.kappa)


def _usual_seconds(data: AuditData) -> Floats | None:
    """(I,) usual seconds per item; None where there are too few durations."""
    tempo = fit_tempo(data.primary.duration_s, data.clip_s[data.primary.data.items()])
    return None if tempo is None else tempo.usual(data.clip_s, data.primary.n_items)


def _chosen(gain: Floats, seconds: Floats | None, n: int, budget_minutes: float | None) -> NDArray[np.int64]:
    """Items in order, best first; ties go to the earlier name."""
    if budget_minutes is None:
        return np.argsort(-gain, kind="stable")[:n]
    if seconds is None:
        raise NotComputableError(
            "a budget of time needs durations, and there are none", remedy="Leave out --budget; -n limits the items."
        )
    order = np.argsort(-gain / seconds, kind="stable")
    within = np.cumsum(seconds[order]) <= 60 * budget_minutes
    return order[within][:n]


def _whom(data: AuditData, found: PrimaryFit, belief: Floats, items: NDArray[np.int64]) -> tuple[tuple[str, ...], ...]:
    """For each item, aliases of those who would teach most about it and have not seen it; never who copies."""
    pairs = scan(data, found, Config()).pairs
    shared = {alias for p in pairs for alias in ((p.copier,) if p.ordered else (p.copier, p.source))}
    own_work = np.array([alias not in shared for alias in data.primary.aliases], dtype=np.bool_)
    known = np.flatnonzero((found.line.counts >= FEWEST_ANSWERS) & own_work)
    per_layer = [
        expected_information(p[items], c[known]) for p, c in zip(belief, found.confusion, strict=True)
    ]  # each (known, items)
    gain = np.sum(per_layer, axis=0) if len(known) else np.zeros((0, len(items)))
    offsets, annotator = data.primary.data.offsets, data.primary.data.annotator
    aliases = data.primary.aliases
    out = []
    for j, i in enumerate(items):
        seen = set(annotator[offsets[i] : offsets[i + 1]].tolist())
        order = known[np.argsort(-gain[:, j], kind="stable")]
        out.append(tuple(str(aliases[int(a)]) for a in order if int(a) not in seen)[:SUGGESTED])
    return tuple(out)


def _wanted(
    data: AuditData, i: int, gain: Floats, belief: Floats, seconds: Floats | None, ask: tuple[str, ...]
) -> Wanted:
    chunk, labels = data.primary.data, data.primary.labels
    low, high = int(chunk.offsets[i]), int(chunk.offsets[i + 1])
    votes = data.chosen[low:high].sum(axis=0)
    given = sorted(((labels[k], int(votes[k])) for k in np.flatnonzero(votes)), key=lambda vote: (-vote[1], vote[0]))
    p = belief[:, i]
    return Wanted(
        item=str(data.primary.items[i]),
        gain=float(gain[i]),
        n_annotators=len(set(chunk.annotator[low:high].tolist())),
        votes=tuple(given),
        entropy=float(entropy_bits(p).sum()),
        seconds=None if seconds is None else float(seconds[i]),
        ask=ask,
    )
