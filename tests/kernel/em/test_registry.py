"""The algorithms there are, each with a card that says what it is."""

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.kernel.em import registry
from oe_quality.kernel.em.registry import OWN, algorithms, card_of


def test_own_algorithms_come_first_and_under_their_own_names():
    known = algorithms()
    assert list(known)[: len(OWN)] == [card.name for card in OWN]
    assert all(card_of(name) is card for name, card in known.items())


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="no algorithm 'dawid-skeen'") as refused:
        card_of("dawid-skeen")
    assert "'dawid-skene'" in refused.value.remedy


def test_two_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(registry.plugins, "added", lambda *_: (OWN[0],))
    algorithms.cache_clear()
    with pytest.raises(InputError, match="two algorithms are called"):
        algorithms()
    algorithms.cache_clear()
