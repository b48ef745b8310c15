"""The catalogue of coefficients: what each is called, on which scales it is defined, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeAlias

import numpy as np

from oe_quality import plugins
from oe_quality.analysis.agreement import families
from oe_quality.analysis.agreement.comparable import Answers
from oe_quality.errors import InputError, NotComputableError, UsageError
from oe_quality.kernel.agreement import alpha as alphas
from oe_quality.kernel.agreement.chance import Chance, MeanSimilarity, chance_corrected
from oe_quality.kernel.agreement.conger import both_answered, conger
from oe_quality.kernel.agreement.contingency import TableEstimate, TwoAnnotators, from_table
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import (
    Distance,
    WeightName,
    agreement_weights,
    circular,
    from_weights,
    interval,
    nominal,
    ratio,
)
from oe_quality.kernel.agreement.pairs import confusions
from oe_quality.kernel.agreement.sets import SetMetric, set_distance
from oe_quality.kernel.agreement.statistic import measure
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate
from oe_quality.scales import Scale
from oe_quality.suggest import one_of

ByStatistic: TypeAlias = Callable[[Answers], Statistic]
Named: TypeAlias = WeightName | Literal["own"]
"""Agreement weights by name; "own" are the user's."""
ByFamily: TypeAlias = Callable[[Answers, float, int], dict[str, Estimate]]

CHOICE = frozenset({Scale.NOMINAL, Scale.ORDINAL})
ORDERED = frozenset({Scale.ORDINAL, Scale.INTERVAL, Scale.RATIO})
NUMERIC = frozenset({Scale.INTERVAL, Scale.RATIO})
SETS = frozenset({Scale.MULTILABEL})
ANY = CHOICE | NUMERIC | SETS


@dataclass(frozen=True, slots=True)
class Spec:
    """One coefficient.

    Attributes:
        name: for `--coefficient`; title: for people.
        scales: on which it is defined.
        meaning: what the number is, in one sentence; source: who proposed it.
        statistic: builds it from answers, so that every interval can be had; or None, and then
        family: gives it and its kin, by name, with intervals of their own, from answers, level and seed.
        on_parts: its value on some of the answers, where it has no `statistic`, so that differences can be had.
        table: its large-sample error on the cross table of two annotators; None where not of two.
    """

    name: str
    title: str
    scales: frozenset[Scale]
    meaning: str
    source: str
    statistic: ByStatistic | None = None
    family: ByFamily | None = None
    table: Callable[[Answers], TableEstimate] | None = None
    on_parts: families.OnParts | None = None


def _alpha_of(distance: Callable[[Answers], Distance]) -> ByStatistic:
    return lambda answers: alphas.alpha(answers.table, distance(answers), answers.chunk)


def _set_alpha(metric: SetMetric) -> ByStatistic:
    def build(answers: Answers) -> Statistic:
        assert answers.sets is not None
        if metric is SetMetric.EXACT:
            return alphas.alpha(answers.table, nominal(answers.n_values), answers.chunk)
        return alphas.alpha(answers.table, set_distance(answers.sets, metric), answers.chunk)

    return build


def _scores(answers: Answers) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    assert answers.scores is not None
    return answers.scores


def _matrix(answers: Answers, weights: Named) -> Floats:
    if weights != "own":
        return agreement_weights(weights, answers.n_values)
    if answers.weights is None:
        raise NotComputableError("no weights were given", remedy="Give them with --weights FILE, or weights=.")
    return answers.weights


def _weighted(chance: Chance, weights: Named, *, compared: bool = False) -> ByStatistic:
    def build(answers: Answers) -> Statistic:
        w = _matrix(answers, weights)
        return chance_corrected(answers.table, chance, w, answers.chunk, compared=compared)

    return build


def _conger(weights: Named) -> ByStatistic:
    return lambda answers: conger(answers.coded, _matrix(answers, weights), answers.n_annotators)


def _cohen(weights: Named) -> ByStatistic:
    def build(answers: Answers) -> Statistic:
        shared = keep_responses(_two(answers).coded, both_answered(answers.coded))
        return conger(shared, _matrix(answers, weights), answers.n_annotators)

    return build


def _scott(answers: Answers) -> Statistic:
    shared = keep_responses(_two(answers).coded, both_answered(answers.coded))
    table = count(shared, answers.n_values, answers.n_annotators)
    return chance_corrected(table, Chance.FLEISS, None, shared)


def _two(answers: Answers) -> Answers:
    if (n := len(np.unique(answers.coded.annotator))) != 2:
        raise NotComputableError(f"defined for two annotators, here are {n}; conger and fleiss take any number")
    return answers


def _cross(coefficient: TwoAnnotators, weights: Named) -> Callable[[Answers], TableEstimate]:
    return lambda answers: from_table(
        confusions(_two(answers).coded, answers.n_values), coefficient, _matrix(answers, weights)
    )


def _set_similarity(metric: SetMetric) -> ByStatistic:
    def build(answers: Answers) -> Statistic:
        assert answers.sets is not None
        distance = nominal(answers.n_values) if metric is SetMetric.EXACT else set_distance(answers.sets, metric)
        return measure(MeanSimilarity(distance), answers.table, only_pairable=True, chunk=answers.chunk)

    return build


def _percent(answers: Answers) -> Statistic:
    if answers.scale in CHOICE:
        return _weighted(Chance.PERCENT, "identity")(answers)
    distance = nominal(answers.n_values)
    return measure(MeanSimilarity(distance), answers.table, only_pairable=True, chunk=answers.chunk)


_ALPHA = "1 - observed / expected disagreement: 1 is full agreement, 0 what chance gives, below 0 is systematic dissent"
_K = "Krippendorff 2011"
_BEYOND = "Agreement beyond what annotators would reach by drawing from the pooled distribution"
_GUESSED = "Agreement beyond chance, where chance is guessing on the items that are hard to score"
_ON_ALL = "chance is taken on all items, those with one answer too"
_ON_COMPARED = "chance is taken on items with two or more answers, as agreement is"

_SPECS = [
    Spec("alpha-nominal", "Krippendorff's alpha (nominal)", CHOICE | NUMERIC, f"{_ALPHA}; answers are equal or not.",
         _K, _alpha_of(lambda a: nominal(a.n_values))),
    Spec("alpha-ordinal", "Krippendorff's alpha (ordinal)", ORDERED, f"{_ALPHA}; distances are between ranks.",
         _K, lambda a: alphas.ordinal_alpha(a.table, a.chunk)),
    Spec("alpha-interval", "Krippendorff's alpha (interval)", ORDERED,
         f"{_ALPHA}; distances are squared differences.", _K, _alpha_of(lambda a: interval(_scores(a)))),
    Spec("alpha-ratio", "Krippendorff's alpha (ratio)", NUMERIC,
         f"{_ALPHA}; distances are squared relative differences.", _K, _alpha_of(lambda a: ratio(_scores(a)))),
    Spec("alpha-masi", "Krippendorff's alpha (MASI)", SETS,
         f"{_ALPHA}; sets differ by 1 - Jaccard, less credit where neither holds the other.",
         "Krippendorff 2011; Passonneau 2006", _set_alpha(SetMetric.MASI)),
    Spec("alpha-jaccard", "Krippendorff's alpha (Jaccard)", SETS,
         f"{_ALPHA}; sets differ by 1 - shared / all labels in either.", _K, _set_alpha(SetMetric.JACCARD)),
    Spec("alpha-dice", "Krippendorff's alpha (Dice)", SETS,
         f"{_ALPHA}; sets differ by 1 - twice the shared labels / labels in both.", _K, _set_alpha(SetMetric.DICE)),
    Spec("alpha-exact", "Krippendorff's alpha (exact set)", SETS,
         f"{_ALPHA}; sets are equal or not.", _K, _set_alpha(SetMetric.EXACT)),
    Spec("alpha-hierarchical", "Krippendorff's alpha (word and category)", SETS,
         f"{_ALPHA}; labels are matched at best: same word 0, same category 1/2, else 1.",
         _K, _set_alpha(SetMetric.HIERARCHICAL)),
    Spec("percent", "Percent agreement", ANY,
         "The mean over items of the share of pairs of answers that are equal; it rises with rare labels unused.",
         "Fleiss 1971", _percent),
    Spec("similarity-masi", "Mean MASI similarity", SETS,
         "The mean over items of 1 - the MASI distance between two answers, chance not taken out.",
         "Passonneau 2006", _set_similarity(SetMetric.MASI)),
    Spec("scott", "Scott's pi", CHOICE, "Agreement beyond chance of two annotators who share one distribution.",
         "Scott 1955", _scott, table=_cross(TwoAnnotators.SCOTT, "identity")),
    Spec("fleiss-compared", "Fleiss' kappa (chance on compared items)", CHOICE,
         f"{_BEYOND}; {_ON_COMPARED}.", "Fleiss 1971", _weighted(Chance.FLEISS, "identity", compared=True)),
    Spec("ac1-compared", "Gwet's AC1 (chance on compared items)", CHOICE, f"{_GUESSED}; {_ON_COMPARED}.",
         "Gwet 2008", _weighted(Chance.GWET, "identity", compared=True)),
    Spec("alpha-circular", "Krippendorff's alpha (circular)", NUMERIC,
         f"{_ALPHA}; distances are around a circle of 360 (alpha-circular-24 for hours of the day).",
         "Krippendorff 2019, ch. 12", _alpha_of(lambda a: circular(_scores(a), 360.0))),
    Spec("within", "Agreement within 1", ORDERED,
         "The mean over items of the share of pairs of answers that differ by at most 1 (within-0.5 by at most .5).",
         "Fleiss 1971", family=families.within(1.0, "within"), on_parts=families.within_on(1.0)),
    Spec("light", "Light's kappa", CHOICE, "The mean of Cohen's kappas over all pairs of annotators.",
         "Light 1971", family=families.light, on_parts=families.light_on),
    Spec("ccc", "Lin's concordance", ORDERED,
         "Correlation of two annotators' ratings times how near their means and spreads are.",
         "Lin 1989, 2000", family=families.lin, on_parts=families.lin_on),
    *(Spec(name, form.value, ORDERED, f"{meaning}; Shrout & Fleiss call it {theirs}.",
           "Shrout & Fleiss 1979; McGraw & Wong 1996", family=families.intraclass,
           on_parts=families.intraclass_on(name))
      for name, (form, theirs, meaning) in families.ICC_FORMS.items()),
    Spec("kendall-w", "Kendall's W", ORDERED, "How alike annotators rank the items; needs everyone to rate everything.",
         "Kendall & Babington Smith 1939", family=families.kendall, on_parts=families.kendall_on),
]  # fmt: skip

_WEIGHTED: list[tuple[str, str, Callable[[Named], ByStatistic], str, str]] = [
    ("percent", "Percent agreement", lambda w: _weighted(Chance.PERCENT, w), "Agreement with credit for nearness",
     "Gwet 2014"),
    ("fleiss", "Fleiss' kappa", lambda w: _weighted(Chance.FLEISS, w),
     f"{_BEYOND}; {_ON_ALL}", "Fleiss 1971"),
    ("conger", "Conger's kappa", _conger,
     "Agreement beyond what annotators would reach by drawing each from their own distribution", "Conger 1980"),
    ("brennan-prediger", "Brennan-Prediger", lambda w: _weighted(Chance.UNIFORM, w),
     "Agreement beyond what drawing all labels alike would give (Bennett's S)", "Brennan & Prediger 1981"),
    ("cohen", "Cohen's kappa", _cohen,
     "Agreement of two annotators beyond what their own distributions would give, on items that both answered",
     "Cohen 1960, 1968"),
    ("ac2", "Gwet's AC2", lambda w: _weighted(Chance.GWET, w),
     f"{_GUESSED}; {_ON_ALL}", "Gwet 2008"),
]  # fmt: skip


def _own() -> dict[str, Spec]:
    specs = {spec.name: spec for spec in _SPECS}
    for base, title, build, meaning, source in _WEIGHTED:
        plain = {"ac2": ("ac1", "Gwet's AC1")}.get(base, (base, title))
        for weights in ("identity", "linear", "quadratic", "ordinal"):
            named = weights != "identity"
            name, shown = (f"{base}-{weights}", f"{title} ({weights} weights)") if named else plain
            if name in specs:
                continue
            cross = _cross(TwoAnnotators.COHEN, weights) if base == "cohen" else None
            scales = frozenset({Scale.ORDINAL}) if named else CHOICE
            specs[name] = Spec(name, shown, scales, f"{meaning}.", source, build(weights), table=cross)
    return specs


def _by_own_weights() -> dict[str, Spec]:
    """Coefficients under the user's own weights."""
    specs = {
        f"{base}-own": Spec(
            f"{base}-own", f"{title} (own weights)", CHOICE, f"{meaning}.", source, build("own"),
            table=_cross(TwoAnnotators.COHEN, "own") if base == "cohen" else None,
        )
        for base, title, build, meaning, source in _WEIGHTED
    }  # fmt: skip
    build = _alpha_of(lambda answers: from_weights("own", _matrix(answers, "own")))
    meaning = f"{_ALPHA}; distances are 1 - the weights."
    return specs | {"alpha-own": Spec("alpha-own", "Krippendorff's alpha (own weights)", CHOICE, meaning, _K, build)}


OWN = _own()
"""Name -> coefficient of this package's own."""

BY_OWN_WEIGHTS = _by_own_weights()
"""The same of coefficients that need weights of the user's own."""
ON_COMPARED = {"fleiss": "fleiss-compared", "ac1": "ac1-compared"}
"""Coefficients whose chance is taken on all items -> the same with chance on items with two or more answers."""
WITH_WEIGHTS = ("alpha-own", "percent-own", "fleiss-own", "cohen-own")
"""Told where weights are given and no coefficient is named; the last of two annotators alone."""

HEADLINE = {
    Scale.NOMINAL: "alpha-nominal",
    Scale.ORDINAL: "alpha-ordinal",
    Scale.INTERVAL: "alpha-interval",
    Scale.RATIO: "alpha-ratio",
    Scale.MULTILABEL: "alpha-masi",
}
HEADLINE_NAME = "alpha"
"""Stands for the headline of a question's own scale."""
PARADOX = ("percent", "fleiss", "ac1", "brennan-prediger")
"""Shown together, because each alone can mislead when labels are unequally frequent."""
COMPANIONS = {
    Scale.NOMINAL: (*PARADOX, "conger"),
    Scale.ORDINAL: ("alpha-nominal", *PARADOX, "fleiss-quadratic", "ac2-quadratic"),
    Scale.INTERVAL: ("alpha-ordinal", "icc", "icc-mean"),
    Scale.RATIO: ("alpha-interval", "alpha-ordinal", "icc", "icc-mean"),
    Scale.MULTILABEL: ("alpha-jaccard", "alpha-exact", "percent", "similarity-masi"),
}


@cache
def coefficients() -> dict[str, Spec]:
    """Name -> coefficient: own ones, then those that installed packages add.

    Raises:
        InputError: an installed package adds a name that is taken, or something that is no `Spec`.
    """
    found = dict(OWN)
    for spec in plugins.added(plugins.COEFFICIENTS, Spec):
        if spec.name in found or spec.name == HEADLINE_NAME:
            raise InputError(
                f"two coefficients are called {spec.name!r}", remedy="Uninstall the package that adds the second."
            )
        found[spec.name] = spec
    return found


def coefficient(name: str) -> Spec:
    """One coefficient: of the catalogue, by a name of Shrout & Fleiss or McGraw & Wong, or with a number of its own.

    `within-0.5` is agreement within .5 of the ratings' unit, `alpha-circular-24` alpha around a circle of 24.

    Raises:
        UsageError: there is none of that name.
    """
    known = coefficients()
    of_icc = _ICC_NAMES.get(name.replace(" ", "").casefold(), "")
    if found := known.get(name) or BY_OWN_WEIGHTS.get(name) or known.get(of_icc):
        return found
    base, _, number = name.rpartition("-")
    if base in _WITH_NUMBER and _NUMBER.fullmatch(number):
        return _WITH_NUMBER[base](name, float(number))
    raise UsageError(f"no coefficient is called {name!r}", remedy=one_of(name, [HEADLINE_NAME, *known]))


_ICC_NAMES = {
    written.casefold(): name for name, (form, theirs, _) in families.ICC_FORMS.items() for written in (form, theirs)
}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def _within(name: str, tolerance: float) -> Spec:
    meaning = f"The mean over items of the share of pairs of answers that differ by at most {tolerance:g}."
    return replace(
        OWN["within"], name=name, title=f"Agreement within {tolerance:g}", meaning=meaning,
        family=families.within(tolerance, name), on_parts=families.within_on(tolerance),
    )  # fmt: skip


def _circular(name: str, period: float) -> Spec:
    if period <= 0:
        raise UsageError("a circle of 0 has no way around", remedy="Give its length, such as alpha-circular-24.")
    title, meaning = f"Krippendorff's alpha (circle of {period:g})", f"{_ALPHA}; distances are around a circle."
    build = _alpha_of(lambda a: circular(_scores(a), period))
    return replace(OWN["alpha-circular"], name=name, title=title, meaning=meaning, statistic=build)


_WITH_NUMBER = {"within": _within, "alpha-circular": _circular}


def chosen(answers: Answers, asked: tuple[str, ...] | None) -> tuple[Spec, ...]:
    """The coefficients to tell of these answers, headline first; last those that are not defined on the scale.

    "alpha" stands for the alpha of the question's own scale. Without `asked`, the headline and its companions.

    Raises:
        UsageError: a name is unknown.
    """
    headline = "alpha-hierarchical" if answers.question.hierarchical else HEADLINE[answers.scale]
    if asked is None and answers.weights is not None:
        asked = WITH_WEIGHTS if answers.basis().n_annotators == 2 else WITH_WEIGHTS[:-1]
    if asked is None:
        names = (headline, *COMPANIONS[answers.scale])
        if headline == "alpha-hierarchical":
            names = (headline, "alpha-masi", *COMPANIONS[answers.scale])
        if answers.basis().complete and answers.scale in ORDERED:
            names = (*names, "kendall-w")
        if answers.scale in CHOICE and answers.basis().n_annotators == 2:
            names = (*names, "cohen", "scott")
        return tuple(OWN[name] for name in names)
    named = (headline if name == HEADLINE_NAME else name for name in asked)
    specs = {spec.name: spec for spec in map(coefficient, named)}
    # The first one leads, so those that can be told come before those that can only say why not.
    return tuple(sorted(specs.values(), key=lambda spec: answers.scale not in spec.scales))
