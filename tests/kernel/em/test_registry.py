"""The algorithms there are, each with a card that says what it is."""

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.kernel.em import Method, registry
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


def test_which_models_take_errors_as_independent_given_the_truth():
    """Their posteriors are too sure where annotators share errors, and a check of the model says so."""
    independent = {name for name in algorithms() if card_of(name).independent}
    assert independent == {
        Method.ONE_COIN, Method.DAWID_SKENE, Method.DAWID_SKENE_ML, Method.HIERARCHICAL, Method.MACE,
    }  # fmt: skip


def test_which_depend_on_the_order_of_items():
    assert {name for name in algorithms() if card_of(name).ordered} == {Method.LA, Method.LA_ONE_PASS}
