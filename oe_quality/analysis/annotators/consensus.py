"""The consensus behind an audit: one fit of the primary question, and what each annotator's others say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.annotators.data import AuditData
from oe_quality.kernel.arrays import Bools, Floats, Ints
from oe_quality.kernel.audit.kappa import LooKappa, answer_scores, blind_sd, loo_kappa
from oe_quality.kernel.audit.order import Timeline, timeline
from oe_quality.kernel.audit.support import choice_support, others_count, set_support
from oe_quality.kernel.data.chunk import Chunk, InMemory, SetChunk
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.evaluation.heldout import POOL_TOLERANCE
from oe_quality.progress import Progress, silent

MOST_STEPS = 400


@dataclass(frozen=True, slots=True, eq=False)
class PrimaryFit:
    """Parameters, and the leave-one-out consensus that they imply.

    Attributes:
        confusion: (L, A, C, C) truth x answer. Single choice: L = 1 and C = K. Multi-label: L = K labels,
            each a question of its own, absent or present, C = 2. Numeric: L = 0.
        counts: (L, A, C, C) expected answers behind it.
        prevalence: (L, C).
        support: (R, K) what the others' answers say about the item, see `kernel.audit.support`; numeric: (R, 1) the
            others' mean, NaN where there are no others.
        usable: (R,) whether somebody else answered the item.
        score, expected, held: (R,) see `answer_scores`; numeric: see `rating_fit`.
        line: responses by annotator and time.
        kappa: of each annotator; blind_sd: see `kernel.audit.kappa.blind_sd`.
        method: in words; converged: of all its fits.
        by_one: (A,) whether every item of the annotator that somebody else answered was answered by one other person
            only; kappa is then with that person's plain answers (Cohen's, where there are two annotators in all).
    """

    confusion: Floats
    counts: Floats
    prevalence: Floats
    support: Floats
    usable: NDArray[np.bool_]
    score: Floats
    expected: Floats
    held: Floats
    line: Timeline
    kappa: LooKappa
    blind_sd: float
    method: str
    converged: bool
    by_one: Bools

    @property
    def residual(self) -> Floats:
        """(R,) agreement with the others minus what the item would let an answer of their kind reach."""
        return self.score - self.expected


def fit_primary(data: AuditData, seed: int = 0, progress: Progress = silent) -> PrimaryFit:
    """Fit the hierarchical Dawid-Skene model and leave each annotator out of the consensus in turn.

    Multi-label questions are fitted label by label. Parameters are those of the fit to everybody;
    what is left out of an annotator's consensus are the annotator's answers.
    """
    panel = data.primary
    chunks = (panel.data,) if data.exclusive else tuple(panel.data.presence(k) for k in range(len(panel.labels)))
    fits = []
    for done, chunk in enumerate(chunks):
        progress("fitting the consensus", done, len(chunks))
        n_labels = len(panel.labels) if data.exclusive else 2
        source = InMemory((chunk,), panel.n_annotators, n_labels)
        fits.append(fit(Method.HIERARCHICAL, source, seed=seed, tol=POOL_TOLERANCE, max_steps=MOST_STEPS))
    progress("fitting the consensus", len(chunks), len(chunks))
    confusion = np.stack([_present(f.confusion) for f in fits])
    counts = np.stack([_present(f.counts) for f in fits])
    prevalence = np.stack([f.prevalence for f in fits])
    support = leave_out(panel.data, confusion, prevalence)
    others = others_count(panel.data.offsets, panel.data.annotator)
    usable = others > 0
    by_one = only_one_other(panel.data, others, panel.n_annotators)
    held_against = with_plain_answers(data, support, by_one)
    line = timeline(panel.data.annotator, panel.n_annotators, panel.created_at)
    score, expected, held = answer_scores(data.chosen, support, exclusive=data.exclusive)
    return PrimaryFit(
        confusion,
        counts,
        prevalence,
        support,
        usable,
        score,
        expected,
        held,
        line,
        loo_kappa(line, data.chosen, held_against, usable, exclusive=data.exclusive),
        blind_sd(data.chosen, held_against, usable, exclusive=data.exclusive),
        "hierarchical Dawid-Skene" + ("" if data.exclusive else ", label by label"),
        all(f.converged for f in fits),
        by_one,
    )


def only_one_other(chunk: Chunk | SetChunk, others: Ints, n_annotators: int) -> Bools:
    """(A,) see `PrimaryFit.by_one`; False for those who share no item with anybody.

    Args:
        others: (R,) responses to the same item by other annotators.
    """
    shared = np.bincount(chunk.annotator[others > 0], minlength=n_annotators)
    pairs = np.bincount(chunk.annotator[_pair(chunk) & (others == 1)], minlength=n_annotators)
    return np.asarray((shared > 0) & (pairs == shared))


def with_plain_answers(data: AuditData, support: Floats, by_one: Bools) -> Floats:
    """(R, K) the support, with 1 for what the other one answered where an annotator is held against one other."""
    chunk = data.primary.data
    rows = np.flatnonzero(_pair(chunk) & by_one[chunk.annotator])
    if not len(rows):
        return support
    start = chunk.offsets[chunk.items()[rows]]
    out = support.copy()
    out[rows] = data.chosen[2 * start + 1 - rows]
    return out


def _pair(chunk: Chunk | SetChunk) -> Bools:
    """(R,) whether the response is one of two to its item."""
    return np.asarray((np.diff(chunk.offsets) == 2)[chunk.items()])


def leave_out(chunk: Chunk | SetChunk, confusion: Floats, prevalence: Floats) -> Floats:
    """(R, K) the consensus of the others; parameters as in `PrimaryFit`."""
    if isinstance(chunk, Chunk):
        return choice_support(chunk, confusion[0], prevalence[0])
    return set_support(chunk, confusion, prevalence[:, 1])


def with_own_answer(data: AuditData, found: PrimaryFit) -> Floats:
    """(R, K) the consensus of everybody, from the others' and the own answer's likelihood."""
    annotator = data.primary.data.annotator
    if data.exclusive:
        own = found.confusion[0][annotator, :, data.primary.data.label]
        joint = found.support * own
        return np.asarray(joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300))
    K = data.chosen.shape[1]
    answer = data.chosen.astype(np.int64)
    labels = np.arange(K)[None, :]
    present = found.support * found.confusion[labels, annotator[:, None], 1, answer]
    absent = (1 - found.support) * found.confusion[labels, annotator[:, None], 0, answer]
    return np.asarray(present / np.maximum(present + absent, 1e-300))


def _present(values: Any) -> Floats:
    assert values is not None, "the hierarchical model has confusion matrices"
    return np.asarray(values, dtype=np.float64)
