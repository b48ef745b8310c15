"""Label by label: how well each one is agreed on, and which are given in place of one another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.agreement.comparable import Answers
from oe_quality.analysis.agreement.results import Basis, Confusion, LabelAgreement, Measured
from oe_quality.kernel.agreement.alpha import alpha, coincidences
from oe_quality.kernel.agreement.chance import Chance, SpecificAgreement, chance_corrected
from oe_quality.kernel.agreement.counts import CountTable, count, regrouped
from oe_quality.kernel.agreement.covotes import CoVotes, co_votes
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.intervals import Uncertainty
from oe_quality.kernel.agreement.statistic import measure
from oe_quality.kernel.data.chunk import Chunk, SetChunk
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate

MOST_LABELS = 50
"""So many labels, the most frequent ones, are judged one by one."""
FEWEST_USES = 10
"""A label given less often than this is marked as too rare to judge."""
MOST_CONFUSIONS = 15

Uncertain = Callable[[Statistic, str], Uncertainty]


def prevalence(answers: Answers) -> tuple[tuple[str, float], ...]:
    """(label, share of answers that gave it), most frequent first, never-given ones included; empty for numbers."""
    if answers.scale.is_numeric or not answers.table.n_responses:
        return ()
    given = _given(answers) / answers.table.n_responses
    order = np.argsort(-given, kind="stable")
    return tuple((answers.question.labels[k], float(given[k])) for k in order)


def by_label(answers: Answers, basis: Basis, uncertain: Uncertain) -> tuple[LabelAgreement, ...]:
    """Each label given at least once, most frequent first, as a yes/no question of its own."""
    if answers.scale.is_numeric or not basis.n_pairable:
        return ()
    given = _given(answers)
    order = [int(k) for k in np.argsort(-given, kind="stable") if given[k] > 0]
    if len(order) < 2 and not isinstance(answers.data, SetChunk):
        return ()
    return tuple(_label(answers, basis, k, int(given[k]), uncertain) for k in order[:MOST_LABELS])


def label_confusions(answers: Answers) -> tuple[Confusion, ...]:
    """The labels given in place of one another most often."""
    if answers.scale.is_numeric:
        return ()
    votes = _co_votes(answers)
    upper = np.triu(votes.instead, k=1)
    order = np.argsort(-upper, axis=None, kind="stable")[:MOST_CONFUSIONS]
    pairs = [(int(c), int(k)) for c, k in zip(*np.unravel_index(order, upper.shape), strict=True) if upper[c, k] > 0]
    return tuple(_confusion(answers, votes, c, k) for c, k in pairs)


def presence(data: Chunk | SetChunk, label: int) -> Chunk:
    """One label as a yes/no question: code 1 where it was given."""
    if isinstance(data, SetChunk):
        return data.presence(label)
    return Chunk(data.offsets, data.annotator, (data.label == label).astype(np.int32))


def _label(answers: Answers, basis: Basis, label: int, given: int, uncertain: Uncertain) -> LabelAgreement:
    name = answers.question.labels[label]
    chunk, table = _yes_no(answers, label)
    statistics: dict[str, tuple[str, Statistic]] = {
        "alpha-nominal": ("Krippendorff's alpha (nominal)", alpha(table, nominal(2), chunk)),
        "ac1": ("Gwet's AC1", chance_corrected(table, Chance.GWET, None, chunk)),
        "specific": ("Specific agreement", measure(SpecificAgreement(1), table, only_pairable=True, chunk=chunk)),
    }
    counts = (basis.n_items - basis.n_single, basis.n_comparable, basis.n_pairable)
    why = f"no answer that can be compared differs from another on {name!r}"
    found = {key: _measured(key, *s, counts, why, uncertain, name) for key, s in statistics.items()}
    note = f"given only {given} times: too rare to judge" if given < FEWEST_USES else ""
    share = given / answers.table.n_responses
    return LabelAgreement(name, given, share, found["alpha-nominal"], found["ac1"], found["specific"], note)


def _yes_no(answers: Answers, label: int) -> tuple[Chunk | None, CountTable]:
    """One label as a yes/no question: its answers where they are at hand, and their counts."""
    if answers.data is None:
        return None, regrouped(answers.table, (np.arange(answers.n_values) == label).astype(np.int32), 2)
    assert isinstance(answers.data, (Chunk, SetChunk))
    chunk = presence(answers.data, label)
    return chunk, count(chunk, 2, answers.n_annotators)


def _measured(
    key: str, title: str, statistic: Statistic, counts: tuple[int, int, int], why: str, uncertain: Uncertain, label: str
) -> Measured:
    value = statistic.value
    if not np.isfinite(value):
        return Measured(key, title, Estimate(None, None, *counts, undefined=why))
    found = uncertain(statistic, f"{label}/{key}")
    estimate = Estimate(value, found.interval, *counts, note=found.note)
    return Measured(key, title, estimate, found.standard_error, found.design_effect)


def _given(answers: Answers) -> NDArray[np.int64]:
    """(K,) answers that gave each label."""
    if answers.data is None:
        return answers.table.value_totals()
    assert isinstance(answers.data, (Chunk, SetChunk))
    return np.bincount(answers.data.label, minlength=len(answers.question.labels))


def _co_votes(answers: Answers) -> CoVotes:
    if isinstance(answers.data, SetChunk):
        return co_votes(answers.data, len(answers.question.labels))
    joint = coincidences(answers.table)
    chosen = joint.sum(axis=1)
    n = answers.table.n_pairable
    only = np.repeat(chosen[:, None], len(chosen), axis=1)
    np.fill_diagonal(joint, 0.0)
    return CoVotes(joint, chosen, only, n)


def _confusion(answers: Answers, votes: CoVotes, c: int, k: int) -> Confusion:
    labels = answers.question.labels
    times = float(votes.instead[c, k])
    unrelated = float(votes.only[c, k] * votes.only[k, c]) / (votes.n - 1)
    share = 2 * times / float(votes.chosen[c] + votes.chosen[k])
    return Confusion(labels[c], labels[k], times, share, times / unrelated)
