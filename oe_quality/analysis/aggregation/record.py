"""What sure labels have been worth on public sets with gold: the record beside which a model's own expectation stands.

Measured by `benchmarks/probabilities.py public`, with the pool and its floor as they are by default.
"""

from __future__ import annotations

from oe_quality.plaintext import percent

SURE = 0.9
"""Confidence from which on a label is called sure."""
N_SETS = 11
"""Public sets with one label per item and gold."""
RIGHT = (0.89, 0.95, 1.0)
"""Share of sure labels that were right: lowest, median and highest of the sets."""
N_UNANIMOUS = 9
UNANIMOUS = (0.84, 0.96, 1.0)
"""Share of items on which all annotators agreed (two or more, on 20 items at least) whose label was right."""
SETS = (
    "In eight simulated studies labels of sets that were said to be so sure were right on 97 to 99 %; no public set "
    "with gold of several labels was at hand."
)
"""The same of sets of labels (`benchmarks/probabilities.py sets --studies 4`)."""


def sentence() -> str:
    """How often sure labels were right.

    >>> sentence()
    'On 11 public sets labels said to be 90 % sure or more were right on 89 to 100 %, median 95.'
    """
    low, middle, high = (f"{100 * share:.0f}" for share in RIGHT)
    return (
        f"On {N_SETS} public sets labels said to be {percent(SURE)} sure or more were right on {low} to {high} %, "
        f"median {middle}."
    )


CHOSEN = (0.0, 1.4, 3.2)
CHOSEN_WITH_GOLD = (0.0, 1.1, 1.9)
"""Wrong labels among those of a confidence of .95 or more, as a multiple of what was expected: lowest, median, highest
of the sets; without gold, and with that of 20 items (`benchmarks/probabilities.py chosen`)."""


def wrong_bounds(expected: float, *, with_gold: bool) -> tuple[float, float]:
    """From where to where the wrong ones lay on public sets, where so many or such a share were expected.

    >>> tuple(round(bound, 1) for bound in wrong_bounds(10.0, with_gold=False))
    (0.0, 32.0)
    """
    low, _, high = CHOSEN_WITH_GOLD if with_gold else CHOSEN
    return low * expected, high * expected


def chosen(*, with_gold: bool) -> str:
    """How many labels that were chosen as sure were wrong, beside what was expected.

    >>> chosen(with_gold=False)
    'On 11 public sets 0 to 3.2 times as many as expected were wrong, median 1.4.'
    """
    low, middle, high = CHOSEN_WITH_GOLD if with_gold else CHOSEN
    gold = " with gold of 20 items" if with_gold else ""
    return (
        f"On {N_SETS} public sets{gold} {low:.0f} to {high:.1f} times as many as expected were wrong, median {middle}."
    )


def ceiling() -> str:
    """How often the label was right where everybody agreed: the most that can be promised without gold."""
    low, middle, high = (f"{100 * share:.0f}" for share in UNANIMOUS)
    return (
        f"On {N_UNANIMOUS} public sets labels that all annotators gave were right on {low} to {high} %, median "
        f"{middle}: without gold nothing can promise more."
    )
