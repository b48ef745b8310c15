"""What distributions say, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from oe_quality.analysis.distributions.divided_results import Divided
from oe_quality.analysis.distributions.results import Disagreement, Distributions
from oe_quality.plaintext import percent


def sentences(found: Distributions) -> Iterator[str]:
    """The long tail, and where disagreement comes from."""
    tail = found.long_tail
    if tail is not None and tail.unseen is not None and tail.unseen_at_most is not None:
        yield (
            f"{tail.n_labels:,} labels were given {tail.n_given:,} times, {tail.n_once:,} of them once: the next label "
            f"is a new one with probability {tail.unseen:.3f} (Good-Turing; at most {tail.unseen_at_most:.3f}). As "
            f"varied as {tail.effective:.1f} equally frequent labels; {tail.for_80:,} make up 80 %."
        )
    yield from _disagreement(found.disagreement)
    if found.folded:
        yield f"Too few to tell apart: {', '.join(found.folded)}."
    yield from found.warnings


def _disagreement(found: Disagreement) -> Iterator[str]:
    if found.within_item.value is None:
        return
    text = f"Two annotators on one item disagree by {found.within_item.written(3)}"
    if found.anywhere.value is not None:
        text += f", answers to any two items by {found.anywhere.value:.3f}"
    yield f"{text} (distance: {found.distance})."
    if found.entropy is not None and found.entropy_within is not None:
        yield (
            f"An answer carries {found.entropy:.2f} bits, of which {found.entropy_within:.2f} are within items (the "
            "bias of few answers taken out)."
        )


def order_sentence(found: Divided) -> str:
    """How sure the order of items is."""
    if found.reliability is None:
        return "One item has no order."
    per_item = sum(one.n_answers for one in found.items) / len(found.items)
    return (
        f"With {per_item:.1f} answers an item on average, {percent(found.reliability)} of what items seem to differ by "
        f"is theirs and not chance; {percent(found.level)} bounds of each rank say how far the order holds. To rank "
        "items by disagreement takes 20 to 50 answers as a rule (oeq plan)."
    )
