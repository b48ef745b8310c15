"""What everybody else must know of an algorithm; each says it in its own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oe_quality.kernel.em.contract import Algorithm


@dataclass(frozen=True, slots=True)
class Card:
    """One algorithm as lists, help, explanations, warnings and the comparison of algorithms see it.

    Attributes:
        name: for `--method`; title: for people.
        sentence: what it does, in one sentence without a name in it, which follows "It".
        source: who proposed it: author, year.
        make: the algorithm with its default settings.
        independent: whether it takes answers as independent given the label, which the predictive check tests.
        learns_annotators: whether it tells annotators apart; False where all count the same.
        ordered: whether its outcome depends on the order of the items.
        streams: whether answers may be read in several passes, from a store larger than memory.
        restarts: starts of a fit unless others are asked for.
        compared: whether `auto` compares it: its prediction of an answer is well defined.
    """

    name: str
    title: str
    sentence: str
    source: str
    make: Callable[[], Algorithm[Any, Any]]
    independent: bool = False
    learns_annotators: bool = True
    ordered: bool = False
    streams: bool = True
    restarts: int = 1
    compared: bool = True
