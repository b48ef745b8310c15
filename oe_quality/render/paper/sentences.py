"""What a methods section says of results beside agreement: a sentence or two each, and the works they rest on."""

from __future__ import annotations

from functools import singledispatch

from oe_quality.analysis.contrast.results import AgreementDifference, EqualAgreement
from oe_quality.analysis.distributions.apart_results import GroupsApart
from oe_quality.analysis.distributions.divided_results import Divided
from oe_quality.analysis.planning.power import PowerPlan
from oe_quality.analysis.planning.width import WidthPlan
from oe_quality.analysis.reliability.results import EVERYBODY, ICC, CrossedStudy, LimitsStudy, RetestStudy
from oe_quality.analysis.severity.results import Severity
from oe_quality.errors import UsageError
from oe_quality.plaintext import percent
from oe_quality.results import Estimate

TWO_WAY = "Cameron, Gelbach & Miller 2011; Owen 2007"
BY = "Benjamini & Yekutieli 2001"
Said = tuple[str, str]
"""Sentences, and the works behind them as `sources.named` reads them."""


@singledispatch
def said(result: object) -> Said:
    """What a paper says of a result.

    Raises:
        UsageError: there is nothing that a methods section says of results of this kind.
    """
    raise UsageError(
        f"a methods section has no sentence about a {type(result).__name__}",
        remedy="Give results of severity, retest, xrr, limits, agreement_difference, equal_agreement, plan_power, "
        "plan_width, divided or groups_apart.",
    )


@said.register
def _(it: Severity) -> Said:
    how = (
        f"The severity of {len(it.annotators):,} annotators on {it.question} was estimated by the many-facet Rasch "
        "model with common steps, by marginal maximum likelihood"
    )
    spread = "" if it.reliability is None else f"reliability of severities {number(it.reliability)}"
    equal = "" if it.equal_p is None else f"that all are equal: {p_of(it.equal_p)}"
    told = "; ".join(filter(None, [spread, equal]))
    fit = (
        f"; infit and outfit mean squares were held against {it.studies:,} simulated studies, with false discoveries "
        "controlled over annotators."
    )
    return (
        f"{how}{f' ({told})' if told else ''}{fit}",
        "Andrich 1978; Bock & Aitkin 1981; Linacre 1989; Benjamini & Hochberg 1995",
    )


@said.register
def _(it: PowerPlan) -> Said:
    wanted = f"that {it.coefficient} of {it.question} is not {number(it.null)}"
    if it.items is None or it.annotators is None or it.expected is None:
        return f"What it takes to show {wanted} cannot be told: {it.note}.", ""
    text = (
        f"To show {wanted}, where it is {number(it.expected)}, with a power of {number(it.power)} at level "
        f"{number(1 - it.level)} takes {it.items:,} items and {it.annotators:,} annotators, by the two-way jackknife "
        "of the answers so far."
    )
    if it.textbook_items is not None:
        text += f" The formula of {it.textbook} gives {it.textbook_items:,} items."
    return text, f"{TWO_WAY}; {it.textbook}"


@said.register
def _(it: WidthPlan) -> Said:
    wanted = f"An interval of {it.coefficient} of {it.question} that is {number(it.width)} wide at {percent(it.level)}"
    if it.items is None or it.annotators is None:
        return f"{wanted} cannot be planned: {it.note}.", ""
    plan = f"takes {it.items:,} items and {it.annotators:,} annotators, by the two-way jackknife of the answers so far."
    return f"{wanted} {plan}", TWO_WAY


@said.register
def _(it: AgreementDifference) -> Said:
    pair = f"{it.first.coefficient} of {it.first.name} and {it.second.coefficient} of {it.second.name}"
    return (
        f"The difference of {pair} is {estimate(it.difference)}{_test(it.p_value)}, by the two-way jackknife of the "
        f"difference on what the two share ({it.shared_items:,} items, {it.shared_annotators:,} annotators).",
        TWO_WAY,
    )


@said.register
def _(it: EqualAgreement) -> Said:
    values = "; ".join(f"{side.name} {estimate(side.estimate)}" for side in it.groups)
    test = "" if it.test.p_value is None else f" That it is the same in all: {p_of(it.test.p_value)}."
    text = (
        f"Agreement on {it.question} within groups by {it.by} ({values}) was compared by Hotelling's test of "
        f"their contrasts from the two-way jackknife, and pairs with false discoveries controlled.{test}"
    )
    works = f"Hotelling 1931; {TWO_WAY}; {BY}"
    works += "; Fleiss, Levin & Paik 2003" if it.apart is not None else ""
    return text, works + ("; Donner, Eliasziw & Klar 1996" if it.fit is not None else "")


@said.register
def _(it: RetestStudy) -> Said:
    rows = [row for row in it.rows if row.annotator == EVERYBODY and row.same.value is not None]
    told = "; ".join(
        f"{row.question}: {estimate(row.same)} of pairs equal, {row.measure} {estimate(row.again)}" for row in rows
    )
    if not rows:
        return "No item was answered twice by the same annotator, so that test-retest reliability is unknown.", ""
    works = dict.fromkeys("McGraw & Wong 1996" if row.measure == ICC else "Cohen 1960" for row in rows)
    return f"Repeated answers of the same annotators agreed with their first ones ({told}).", "; ".join(works)


@said.register
def _(it: CrossedStudy) -> Said:
    rows = [row for row in it.rows if row.xrr.value is not None]
    told = "; ".join(f"{row.first} and {row.second} on {row.question} {estimate(row.xrr)}" for row in rows)
    values = f": {told}" if told else ""
    text = f"Agreement between groups of annotators by {it.attribute} is their cross-replication reliability{values}."
    return text, "Wong, Paritosh & Aroyo 2021"


@said.register
def _(it: LimitsStudy) -> Said:
    told = "; ".join(
        f"{row.first} and {row.second} on {row.question}: mean difference {estimate(row.bias)}, limits "
        f"{_plain(row.lower)} to {_plain(row.upper)}"
        for row in it.rows
        if row.bias.value is not None
    )
    values = f" ({told})" if told else ""
    return f"Limits of agreement were computed for pairs of annotators{values}.", "Bland & Altman 1999, 2007"


@said.register
def _(it: Divided) -> Said:
    order = "" if it.reliability is None else f" The reliability of their order is {number(it.reliability)}."
    text = (
        f"{len(it.items):,} items were ranked by the chance that two answers to {it.question} differ, without the bias "
        f"of few answers, with bounds of {percent(it.level)} from shares drawn to a Dirichlet distribution in common."
        f"{order}"
    )
    return text, "Simpson 1949; Minka 2000"


@said.register
def _(it: GroupsApart) -> Said:
    named = "; ".join(
        f"{pair.first} and {pair.second} {estimate(pair.jensen_shannon)}{_q(pair.q_value)}" for pair in it.pairs
    )
    text = (
        f"Distributions of answers to {it.question} were compared between groups by {it.by} on the items that both "
        f"answered, by their Jensen-Shannon divergence in bits ({named}), with intervals over annotators and "
        f"{it.permutations:,} permutations of annotators between groups."
    )
    return text, f"Lin 1991; {BY}"


def number(value: float | None) -> str:
    """Three digits, no zero before the point, as journals of the field print what cannot pass 1.

    >>> number(0.6666), number(-0.0501), number(1.0)
    ('.667', '-.050', '1.000')
    """
    if value is None:
        return ""
    text = f"{round(value, 3) + 0:.3f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def bounds(it: Estimate) -> str:
    """`[.410, .820]`; empty where there is no interval."""
    return f"[{number(it.interval.low)}, {number(it.interval.high)}]" if it.interval else ""


def estimate(it: Estimate) -> str:
    """`.612 [.410, .820]`, or that it is undefined.

    >>> estimate(Estimate(0.5, None, 3, 2, 6))
    '.500'
    """
    return "undefined" if it.value is None else " ".join(filter(None, [number(it.value), bounds(it)]))


def p_of(value: float) -> str:
    """`p = .012`, or `p < .001`."""
    return "p < .001" if value < 0.001 else f"p = {number(value)}"


def _test(p_value: float | None) -> str:
    return "" if p_value is None else f" ({p_of(p_value)})"


def _q(value: float | None) -> str:
    return "" if value is None else f", q = {number(value)}"


def _plain(it: Estimate) -> str:
    return "undefined" if it.value is None else f"{it.value:.3g}"
