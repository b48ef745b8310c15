"""The algorithms there are: this package's own, one line each, and those that other packages add."""

from __future__ import annotations

from functools import cache

from oe_quality import plugins
from oe_quality.errors import InputError, UsageError
from oe_quality.kernel.em import dawid_skene, ebcc, glad, hierarchical, la, mace, majority, onecoin, wawa
from oe_quality.kernel.em.card import Card
from oe_quality.suggest import one_of

OWN: tuple[Card, ...] = (
    majority.CARD,
    wawa.CARD,
    onecoin.CARD,
    dawid_skene.MAXIMUM_LIKELIHOOD,
    dawid_skene.CARD,
    hierarchical.CARD,
    glad.CARD,
    mace.CARD,
    ebcc.CARD,
    la.ONE_PASS,
    la.CARD,
)


@cache
def algorithms() -> dict[str, Card]:
    """Name -> card, own ones first.

    Raises:
        InputError: an installed package adds a name that is taken, or something that is no card.
    """
    found: dict[str, Card] = {}
    for card in (*OWN, *plugins.added(plugins.ALGORITHMS, Card)):
        if card.name in found:
            raise InputError(
                f"two algorithms are called {card.name!r}", remedy="Uninstall the package that adds the second."
            )
        found[card.name] = card
    return found


def card_of(name: str) -> Card:
    """The algorithm of that name.

    Raises:
        UsageError: there is none.
    """
    known = algorithms()
    if name not in known:
        raise UsageError(f"no algorithm {str(name)!r}", remedy=one_of(name, known))
    return known[name]
