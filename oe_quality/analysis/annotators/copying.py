"""Copying and double accounts: which pairs share more answers than their items explain, and who came later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, ndtr, ndtri

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.results import CopyingPair, CopyingScan
from oe_quality.config import Config
from oe_quality.kernel.audit import copying
from oe_quality.kernel.audit.copying import Excess, Pairs, Sharing
from oe_quality.kernel.audit.null import Null, empirical_null
from oe_quality.kernel.audit.rating_levels import levels
from oe_quality.kernel.data.chunk import Chunk, RatingChunk
from oe_quality.kernel.uncertainty.fdr import adjusted

MOST_STEPS = 21
"""Rating scales with more distinct values are compared in so many steps: exactly equal values would be rare."""
ORDER_LEVEL = 0.05
"""Level of the two side conditions, order in time and equality of whole answers."""
FEWEST_ALIKE = 3
"""Equal whole answers below which nobody is told that they share them."""
OVERLAPS = (10, 25, 50, 100)
MOST_COMPARED = 25_000_000
"""Pairs of answers to one item that are compared; each takes some 100 bytes."""
MOST_WORK = 20_000_000_000
"""Pairs of answers x questions x labels squared: some 20 seconds."""


def scan(data: AuditData, found: PrimaryFit, config: Config) -> CopyingScan:
    """Test every pair with enough shared items, over the primary question and the ratings beside it."""
    chunk = data.primary.data
    once = _one_answer_each(data)
    if not once:
        return CopyingScan(0, (), (), None, None, "items are answered twice by the same annotator")
    why = too_much(data, found)
    if why:
        return CopyingScan(0, (), (), None, None, why)
    pairs = copying.shared_pairs(chunk.offsets, chunk.annotator, data.n_annotators, config.audit.copy_min_shared)
    if not pairs.n_pairs:
        why = f"no two annotators share {config.audit.copy_min_shared} items or more"
        return CopyingScan(0, (), (), None, None, why)
    sharing = _compare(data, found, pairs)
    if not sharing.questions:
        return CopyingScan(0, (), (), None, None, "the ratings never vary")
    phi = copying.dispersion(sharing)
    needed = float(-ndtri(config.triage.fdr / pairs.n_pairs))
    result = copying.excess(pairs, sharing, phi, needed)
    null = empirical_null(result.z, pairs.first, pairs.second)
    z = result.z if null is None else null.beside(result.z)
    q = adjusted(np.where(_varied(data, pairs) & _whole_answers(pairs, sharing), ndtr(-z), 1.0))
    order = np.argsort(-z, kind="stable")
    hits = [int(p) for p in order if q[p] < config.triage.fdr]
    voice = data.primary.is_voice.astype(int)
    kind = voice[pairs.first] + voice[pairs.second]
    return CopyingScan(
        pairs.n_pairs,
        # That a person shares answers with a model accuses nobody: models are there because they answer as people do.
        tuple(_pair(data, pairs, sharing, z, q, p) for p in hits if kind[p] == 0),
        _detectable(pairs, result, null),
        null.middle if null else None,
        null.spread if null else None,
        note=_note(data),
        of_models=tuple(_pair(data, pairs, sharing, z, q, p) for p in hits if kind[p] == 2),
    )


def too_much(data: AuditData, found: PrimaryFit) -> str:
    """Why no pairs are compared, where that would take minutes or more memory than there is; else empty."""
    n = np.diff(data.primary.data.offsets)
    compared = int((n * (n - 1) // 2).sum())
    if compared > MOST_COMPARED:
        return f"{compared:,} pairs of answers to one item are too many to compare (at most {MOST_COMPARED:,})"
    questions, labels = found.confusion.shape[0], found.confusion.shape[-1]
    if compared * questions * labels**2 > MOST_WORK:
        return f"{compared:,} pairs of answers with {labels:,} labels are too many to compare"
    return ""


def _note(data: AuditData) -> str:
    fine = [r.question.name for r in data.ratings if len(np.unique(r.data.value)) > MOST_STEPS]
    return f"equal {', '.join(fine)} means: in the same of {MOST_STEPS} steps" if fine else ""


def _one_answer_each(data: AuditData) -> bool:
    chunk = data.primary.data
    item = chunk.items()
    return not bool(((item[1:] == item[:-1]) & (chunk.annotator[1:] == chunk.annotator[:-1])).any())


def _compare(data: AuditData, found: PrimaryFit, pairs: Pairs) -> Sharing:
    """Add up the primary question (label by label for sets) and every rating scale with few steps."""
    chunk = data.primary.data
    sharing = copying.no_sharing(pairs)
    for layer in range(len(found.confusion)):
        code = chunk.label if isinstance(chunk, Chunk) else data.chosen[:, layer].astype(np.int32)
        parameters = found.confusion[layer], found.prevalence[layer]
        sharing = copying.add_question(sharing, pairs, chunk.offsets, chunk.annotator, code, *parameters)
    for d in range(data.values.shape[1]):
        sharing = _add_rating(sharing, pairs, data, data.values[:, d])
    return sharing


def _add_rating(sharing: Sharing, pairs: Pairs, data: AuditData, value: NDArray[np.float64]) -> Sharing:
    chunk = data.primary.data
    known = np.isfinite(value)
    if not known.any():
        return sharing
    items = chunk.items()[known]
    offsets = np.concatenate(([0], np.cumsum(np.bincount(items, minlength=chunk.n_items)))).astype(np.int64)
    steps = levels(RatingChunk(offsets, chunk.annotator[known], _stepped(value[known])), data.n_annotators)
    if steps is None:
        return sharing
    code = np.full(len(value), -1, dtype=np.int32)
    code[known] = steps.code
    return copying.add_question(sharing, pairs, chunk.offsets, chunk.annotator, code, steps.confusion, steps.prevalence)


def _stepped(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values themselves where they are few, else the nearest of `MOST_STEPS` even steps over their range."""
    if len(np.unique(value)) <= MOST_STEPS:
        return value
    low, high = value.min(), value.max()
    step = (high - low) / (MOST_STEPS - 1)
    return np.asarray(low + np.round((value - low) / step) * step)


def _whole_answers(pairs: Pairs, sharing: Sharing) -> NDArray[np.bool_]:
    """(P,) whether whole answers are equal oftener than among all pairs: who copies copies all of an answer.

    People who think alike share a label here and there; it is not the same.
    """
    alike = (sharing.same >= sharing.questions - 0.5).astype(np.float64)
    count = np.add.reduceat(alike, pairs.offsets[:-1])
    enough = count >= FEWEST_ALIKE
    if sharing.questions == 1:
        return np.asarray(enough)
    usual = bdtrc(np.maximum(count - 1.0, 0.0), pairs.n_shared, float(alike.mean()))
    return np.asarray(enough & (usual < ORDER_LEVEL))


def _varied(data: AuditData, pairs: Pairs) -> NDArray[np.bool_]:
    """(P,) whether the first of each pair gave more than one answer on the shared items.

    Two people who always say the same share every answer without knowing of each other.
    """
    if not pairs.n_pairs:
        return np.zeros(0, dtype=np.bool_)
    rows, starts = pairs.first_row, pairs.offsets[:-1]
    columns = [*data.chosen.T.astype(np.float64), *np.nan_to_num(data.values.T)]
    varied = np.zeros(pairs.n_pairs, dtype=np.bool_)
    for column in columns:
        varied |= np.maximum.reduceat(column[rows], starts) > np.minimum.reduceat(column[rows], starts)
    return varied


def _pair(
    data: AuditData, pairs: Pairs, sharing: Sharing, z: NDArray[np.float64], q: NDArray[np.float64], p: int
) -> CopyingPair:
    """One pair found: who came later on most shared items is called the copier."""
    part = slice(pairs.offsets[p], pairs.offsets[p + 1])
    times = data.primary.created_at
    first, second = times[pairs.first_row[part]], times[pairs.second_row[part]]
    known = (first >= 0) & (second >= 0) & (first != second)
    alike = sharing.same[part] >= sharing.questions - 0.5
    telling = known & alike if (known & alike).any() else known
    later = int((second > first)[telling].sum())
    n = int(telling.sum())
    leader, follower = int(pairs.first[p]), int(pairs.second[p])
    if n and 2 * later < n:
        leader, follower, later = follower, leader, n - later
    ordered = n > 0 and float(bdtrc(later - 1.0, n, 0.5)) < ORDER_LEVEL
    aliases = data.primary.aliases
    return CopyingPair(
        source=str(aliases[leader]),
        copier=str(aliases[follower]),
        n_shared=int(pairs.n_shared[p]),
        same=int(alike.sum()),
        expected=_expected_alike(pairs, sharing, p),
        z=float(z[p]),
        q=float(q[p]),
        ordered=ordered,
        later_share=later / n if n else None,
    )


def _expected_alike(pairs: Pairs, sharing: Sharing, p: int) -> float:
    """Shared items that the pair would answer alike without copying.

    Exact for one question. For several, whose dependence the model does not know, the share among all pairs.
    """
    part = slice(pairs.offsets[p], pairs.offsets[p + 1])
    if sharing.questions == 1:
        return float(sharing.expected[part].sum())
    return float((sharing.same >= sharing.questions - 0.5).mean() * pairs.n_shared[p])


def _detectable(pairs: Pairs, result: Excess, null: Null | None) -> tuple[tuple[int, float], ...]:
    """Median smallest copying rate that would be found, for pairs near a few overlaps that occur; at most 1."""
    out = []
    harder = max(null.spread, 1.0) if null else 1.0
    for overlap in OVERLAPS:
        near = (pairs.n_shared >= 0.8 * overlap) & (pairs.n_shared <= 1.25 * overlap) & np.isfinite(result.detectable)
        if near.sum() >= 3:
            out.append((overlap, min(harder * float(np.median(result.detectable[near])), 1.0)))
    return tuple(out)
