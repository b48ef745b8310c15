"""The same coefficients by independent packages, so that nobody needs to take ours on trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.agreement.catalogue import chosen, coefficients
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.scales import Scale

if TYPE_CHECKING:
    from oe_quality.store import Store

MOST_CELLS = 50_000_000
"""The packages hold items x values squared; beyond this many cells they are not asked."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Check:
    """One coefficient, ours and theirs.

    Attributes:
        question, coefficient, package: what was computed by whom.
        ours, theirs: None where undefined; difference: None where either is.
        note: why a package was not asked.
    """

    question: str
    coefficient: str
    package: str
    ours: float | None
    theirs: float | None
    note: str = ""

    @property
    def difference(self) -> float | None:
        return None if self.ours is None or self.theirs is None else abs(self.ours - self.theirs)

    @property
    def agrees(self) -> bool | None:
        """Whether the two are equal but for rounding; None where they cannot be compared."""
        return None if self.difference is None else self.difference <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Verification(Shown):
    """All checks made."""

    checks: tuple[Check, ...]

    def frame(self) -> pl.DataFrame:
        """One row per check: question, coefficient, package, ours, theirs, difference, agrees, note."""
        names = ("question", "coefficient", "package", "ours", "theirs", "difference", "agrees", "note")
        text, number = pl.String, pl.Float64
        types = (text, text, text, number, number, number, pl.Boolean, text)
        rows = [tuple(getattr(check, name) for name in names) for check in self.checks]
        return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.verification/1`."""
        return document("oeq.verification/1", {"checks": [to_json(row) for row in self.frame().to_dicts()]})


def verify(store: Store, question: str | None = None) -> Verification:
    """Recompute what krippendorff, statsmodels and scikit-learn can, on one question or on all."""
    names = [question] if question else [q.name for q in store.questions() if q.scale is not Scale.TEXT]
    checks: list[Check] = []
    for name in names:
        panel = store.panel(name)
        checks.extend(verify_answers(prepare(panel.question, panel.data, panel.n_annotators)))
    return Verification(tuple(checks))


def verify_answers(answers: Answers) -> Iterator[Check]:
    """The checks that fit the scale and the design."""
    if answers.table.n_items * answers.n_values**2 > MOST_CELLS:
        note = "too large for the package, which holds items x values squared"
        yield Check(answers.question.name, chosen(answers, ("alpha",))[0].name, "krippendorff", None, None, note)
        return
    yield from _by_krippendorff(answers)
    if answers.scale in (Scale.NOMINAL, Scale.ORDINAL):
        yield from _by_statsmodels(answers)
        yield from _by_sklearn(answers)


def _by_krippendorff(answers: Answers) -> Iterator[Check]:
    import krippendorff

    counts = _counts(answers)
    domain: Any = answers.scores if answers.scores is not None else np.arange(answers.n_values, dtype=float)
    levels = {
        Scale.NOMINAL: ("nominal",),
        Scale.ORDINAL: ("nominal", "ordinal"),
        Scale.INTERVAL: ("interval", "ordinal"),
        Scale.RATIO: ("ratio", "interval", "ordinal"),
    }.get(answers.scale, ())
    for level in levels:
        theirs = _call(lambda level=level: krippendorff.alpha(
            value_counts=counts, value_domain=domain, level_of_measurement=level))  # fmt: skip
        yield Check(answers.question.name, f"alpha-{level}", "krippendorff", _ours(answers, f"alpha-{level}"), theirs)
    if answers.scale is Scale.MULTILABEL:
        for name in (spec.name for spec in chosen(answers, ("alpha-masi", "alpha-jaccard"))):
            theirs = _call(lambda name=name: _krippendorff_sets(answers, counts, name))
            yield Check(answers.question.name, name, "krippendorff", _ours(answers, name), theirs)


def _krippendorff_sets(answers: Answers, counts: NDArray[np.int64], name: str) -> float:
    """Alpha with a set distance written out here anew, pair by pair, from Python sets."""
    import krippendorff

    assert answers.sets is not None
    bounds = answers.sets.offsets
    sets = [frozenset(answers.sets.label[a:b].tolist()) for a, b in pairwise(bounds)]
    matrix = np.array([[_set_distance(a, b, name) for b in sets] for a in sets])

    metric: Any = lambda v1, v2, **_: matrix[np.asarray(v1, dtype=int), np.asarray(v2, dtype=int)]  # noqa: E731
    domain = np.arange(len(sets), dtype=float)
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=metric))


def _set_distance(a: frozenset[int], b: frozenset[int], name: str) -> float:
    if a == b:
        return 0.0
    jaccard = len(a & b) / len(a | b)
    if name == "alpha-jaccard":
        return 1 - jaccard
    monotone = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - jaccard * monotone


def _by_statsmodels(answers: Answers) -> Iterator[Check]:
    counts = _counts(answers)
    counts = counts[counts.sum(axis=1) > 0]
    ours = _ours(answers, "fleiss")
    if not len(counts) or len(np.unique(counts.sum(axis=1))) > 1 or counts.sum(axis=1)[0] < 2:
        note = "wants the same number of answers on every item"
        yield Check(answers.question.name, "fleiss", "statsmodels", ours, None, note)
        return
    from statsmodels.stats.inter_rater import fleiss_kappa

    yield Check(answers.question.name, "fleiss", "statsmodels", ours, _call(lambda: fleiss_kappa(counts)))


def _by_sklearn(answers: Answers) -> Iterator[Check]:
    """Light's kappa, the mean over pairs, by a loop over the package's kappa of two annotators."""
    from sklearn.metrics import cohen_kappa_score

    from oe_quality.kernel.agreement.distances import agreement_weights
    from oe_quality.kernel.agreement.pairs import all_pairs

    pairs = all_pairs(answers.coded, agreement_weights("identity", answers.n_values), answers.n_annotators)
    ours, theirs = [], []
    for place in np.argsort(-pairs.n, kind="stable")[:200]:
        if not np.isfinite(pairs.kappa[place]):
            continue
        a, b = _both(answers, int(pairs.first[place]), int(pairs.second[place]))
        ours.append(float(pairs.kappa[place]))
        theirs.append(float(cohen_kappa_score(a, b)))
    if ours:
        name = f"mean Cohen's kappa of {len(ours)} pairs"
        yield Check(answers.question.name, name, "scikit-learn", float(np.mean(ours)), float(np.mean(theirs)))


def _both(answers: Answers, a: int, b: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The answers of two annotators to the items they share."""
    chunk = answers.coded
    items = chunk.items()
    mine, theirs = chunk.annotator == a, chunk.annotator == b
    shared = np.intersect1d(items[mine], items[theirs])
    return chunk.label[mine & np.isin(items, shared)], chunk.label[theirs & np.isin(items, shared)]


def _counts(answers: Answers) -> NDArray[np.int64]:
    """(I, V) answers of each value on each item."""
    counts = np.zeros((answers.coded.n_items, answers.n_values), dtype=np.int64)
    np.add.at(counts, (answers.coded.items(), answers.coded.label), 1)
    return counts


def _ours(answers: Answers, name: str) -> float | None:
    build = coefficients()[name].statistic
    assert build is not None
    value = build(answers).value if answers.table.n_pairable else float("nan")
    return value if np.isfinite(value) else None


def _call(compute: Any) -> float | None:
    """A package's value; None where it raises or gives no number, as packages do where a coefficient is undefined."""
    try:
        with np.errstate(all="ignore"):
            value = float(compute())
    except (ValueError, ZeroDivisionError, AssertionError):
        return None
    return value if np.isfinite(value) else None
