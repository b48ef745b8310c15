"""What differences of coefficients mean, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from oe_quality.analysis.contrast.results import AgreementDifference, EqualAgreement
from oe_quality.kernel.uncertainty.homogeneity import Homogeneity

MOST_PAIRS = 5
"""Pairs of groups that are named one by one."""
SURE = 0.05
"""p or q values up to this are called a difference."""


def p_words(p: float) -> str:
    """A p value as papers write it.

    >>> p_words(0.0312), p_words(0.00002)
    ('p = .031', 'p < .001')
    """
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".", 1)


def _q_words(q: float) -> str:
    return p_words(q).replace("p", "q", 1)


def difference_sentence(found: AgreementDifference) -> str:
    """Whether the two differ, by how much, and on what that rests."""
    one, other, apart = found.first, found.second, found.difference
    if apart.value is None:
        return f"No difference can be told: {apart.undefined}."
    shared = f"{found.shared_items:,} items and {found.shared_annotators:,} annotators are in both"
    if found.p_value is None or apart.interval is None:
        return f"{one.name} less {other.name} is {apart.value:.3f}; {apart.note}; {shared}."
    note = f" The interval speaks {apart.note}." if apart.note else ""
    return (
        f"{one.name} less {other.name} is {apart.written(3)}, {p_words(found.p_value)} for no difference "
        f"({apart.interval.method}: {apart.interval.population}); {shared}.{note}"
    )


def equal_sentences(found: EqualAgreement) -> Iterator[str]:
    """What the tests of equality say, then which groups differ."""
    n = len(found.groups)
    yield f"All {n} groups alike: {_test_words(found.test)}."
    if found.apart is not None:
        yield f"Fleiss, Levin & Paik's test, for groups that share nothing: {_test_words(found.apart)}."
    if found.fit is not None:
        yield f"Donner, Eliasziw & Klar's fit of one kappa: {_test_words(found.fit)}."
    if found.too_small:
        count = len(found.too_small)
        yield f"{count} {'group has' if count == 1 else 'groups have'} too few items that can be compared."
    sure = sorted((p for p in found.pairs if p.q_value is not None and p.q_value <= SURE), key=lambda p: p.q_value or 0)
    for pair in sure[:MOST_PAIRS]:
        whom = f" ({pair.difference.note})" if pair.difference.note else ""
        yield f"{pair.first} less {pair.second}: {pair.difference.written(3)}, {_q_words(pair.q_value or 0.0)}{whom}."
    if len(sure) > MOST_PAIRS:
        yield f"{len(sure) - MOST_PAIRS} more pairs of groups differ; --format json has all."


def _test_words(test: Homogeneity) -> str:
    if test.statistic is None or test.p_value is None:
        return f"cannot be tested, because {test.note}"
    degrees = ", ".join(map(str, test.degrees))
    note = f"; {test.note}" if test.note else ""
    return (
        f"{test.distribution}({degrees}) = {test.statistic:.2f}, {p_words(test.p_value)}, for {test.population}{note}"
    )
