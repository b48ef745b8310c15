"""What to doubt about a consensus, in sentences: the fit, the data, and whether the model describes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from oe_quality.analysis.aggregation.results import Basis, Calibration
from oe_quality.kernel.data.chunk import IntArray
from oe_quality.kernel.em import Fit
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.evaluation.floor import FEWEST_GOLD
from oe_quality.kernel.sampling.predictive_check import Check, Discrepancy
from oe_quality.plaintext import percent

CLOSE_MODES = 2.0
"""Nats: a second mode nearer than this is nearly as probable."""
MISFIT = 0.005
"""Least p of a discrepancy that counts as chance."""
FEW_ANSWERS = 10
VERY_FEW_ANSWERS = 5
"""Median answers of an annotator below which annotators can hardly be told apart."""
DEPENDENT = 0.05
"""Share of labels that depend on the algorithm from which on it is said."""
SINGLE_SHARE = 0.2
UNCHOSEN_SHARE = 0.01


def fit_warnings(found: Fit) -> tuple[str, ...]:
    """About the search for the best solution."""
    words = []
    if not found.converged:
        words.append(f"The fit stopped at its limit of {found.steps} steps before it had converged.")
    if found.mode_gap is not None and found.mode_gap < CLOSE_MODES:
        words.append(
            f"Another solution is nearly as probable ({found.mode_gap:.2f} nats below the best of {found.restarts} "
            f"starts): compare the labels of several seeds."
        )
    card = card_of(found.method)
    if card.ordered:
        words.append(f"{card.title} depends on the order of the items, here that of their names.")
    return tuple(words)


def data_warnings(found: Fit, counts: IntArray) -> tuple[str, ...]:
    """About what the consensus rests on; counts: (I, K) answers by item and label."""
    words = []
    answers = counts.sum(axis=1)
    single = int((answers == 1).sum())
    if single > SINGLE_SHARE * max(int((answers > 0).sum()), 1):
        words.append(
            f"{single:,} items have a single answer: nothing but the annotator's record speaks for their label."
        )
    typical = float(np.median(found.n_responses[found.n_responses > 0]))
    if typical < VERY_FEW_ANSWERS:
        words.append(
            f"Half of the annotators gave {_or_fewer(typical)}: who of them is right more often can hardly be told, "
            f"and the labels are little more than a vote."
        )
    elif found.confusion is not None and typical < FEW_ANSWERS:
        words.append(
            f"Half of the annotators gave {_or_fewer(typical)}: what is said of them is mostly borrowed from all."
        )
    return tuple(words)


def _or_fewer(answers: float) -> str:
    """As in `4 answers or fewer`; nobody gave fewer than one."""
    return "a single answer" if answers < 2 else f"{answers:.0f} answers or fewer"


def label_warnings(best: IntArray, counts: IntArray, labels: tuple[str, ...]) -> tuple[str, ...]:
    """About the winners; best: (I,) codes, -1 for none; counts: (I, K) answers by item and label."""
    words = []
    ties = int(((best < 0) & (counts.sum(axis=1) > 0)).sum())
    if ties:
        words.append(f"{ties:,} items have no winner: their most probable labels tie.")
    chosen = best >= 0
    unchosen = int((counts[chosen, best[chosen]] == 0).sum())
    if unchosen > UNCHOSEN_SHARE * len(best):
        words.append(
            f"{unchosen:,} items have a winner that nobody chose for them: a rare label may have come to stand for "
            f"disputed items. Compare another algorithm."
        )
    return (*words, *_one_label(best[chosen], counts, labels))


def _one_label(best: IntArray, counts: IntArray, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Whether all winners fall on one label although the answers do not."""
    voted = counts.argmax(axis=1)
    if len(best) < 2 or (best != best[0]).any() or (voted == voted[0]).all():
        return ()
    others = 1.0 - counts[:, best[0]].sum() / max(int(counts.sum()), 1)
    return (
        f"All {len(best):,} winners are {labels[best[0]]}, although {percent(others)} of the answers say otherwise: "
        "the model explains every other answer as an error. Do not use these labels; compare majority and the pool.",
    )


def pool_warnings(calibration: Calibration, dependence: float) -> tuple[str, ...]:
    """About how sure the pool may be."""
    words = []
    if calibration.basis is Basis.TOO_FEW:
        words.append(
            "Not calibrated: too few answers. Probabilities rest on the models alone, whose annotators err "
            f"independently; gold for {FEWEST_GOLD} items would tell how sure to be."
        )
    if dependence >= DEPENDENT:
        words.append(
            f"{percent(dependence)} of the labels depend on the algorithm: others name another label for these items. "
            "What an expert says of some of them would tell which is right (oeq gold)."
        )
    return tuple(words)


def set_warnings(
    fits: Sequence[Fit], best: IntArray, counts: IntArray, labels: tuple[str, ...], calibration: Calibration
) -> tuple[str, ...]:
    """About the consensus of a multi-label question; fits: one per label; best: (I,) winners; counts: (I, K)."""
    words = []
    slow = [label for label, found in zip(labels, fits, strict=True) if not found.converged]
    if slow:
        words.append(f"The fit of {', '.join(slow)} stopped at its step limit.")
    if calibration.basis is Basis.TOO_FEW:
        words.append("Not calibrated: too few answers. Probabilities rest on the models alone.")
    return (*words, *label_warnings(best, counts, labels))


def misfit_warnings(checks: Iterable[Check]) -> tuple[str, ...]:
    """Where the answers are not such as annotators who err independently would have given."""
    return tuple(_sentence(check) for check in checks if check.p < MISFIT)


def _sentence(check: Check) -> str:
    if check.discrepancy is Discrepancy.PAIRS:
        return (
            "Some annotators agree with one another more than the model expects: they share errors, or copy. "
            "See the annotators' audit, and compare the method ebcc."
        )
    more = check.observed > check.expected
    advice = "items differ in difficulty; compare the method glad" if more else "answers may not be independent"
    return (
        f"Agreement differs {'more' if more else 'less'} between items than the model expects (standard deviation "
        f"{check.observed:.3f}, expected {check.expected:.3f}): {advice}."
    )
