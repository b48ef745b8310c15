"""Whether a model judges as it did: its agreement with people in two stores, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oe_quality.analysis.judges.data import Terms
from oe_quality.analysis.judges.measure import judges
from oe_quality.errors import NotComputableError
from oe_quality.kernel.uncertainty.difference import of_independent
from oe_quality.results import Estimate
from oe_quality.store import Store


@dataclass(frozen=True, slots=True)
class JudgeState:
    """How far a model agrees with people on a question (xRR), in one store."""

    model: str
    question: str
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class JudgeChange:
    """A model's agreement with people before and after.

    Attributes:
        model, question: which; before, after: with their own intervals.
        difference: after less before; its interval adds both variances as if independent, so it is wider than need be
            where the two share data.
    """

    model: str
    question: str
    before: Estimate
    after: Estimate
    difference: Estimate

    @property
    def words(self) -> str:
        """The change in a sentence, which says no more than the interval does."""
        if self.before.value is None or self.after.value is None:
            return f"{self.model} on {self.question}: {self.difference.undefined}."
        moved = f"from {self.before.value:.2f} to {self.after.value:.2f}"
        it = self.difference.interval
        if it is None:
            return f"{self.model} on {self.question}: agreement with people went {moved}; there is no interval."
        bounds = f"difference {self.difference.value:+.2f} [{it.low:+.2f}, {it.high:+.2f}]"
        if it.high < 0:
            return f"{self.model} on {self.question} agrees clearly less with people than before: {moved}, {bounds}."
        if it.low > 0:
            return f"{self.model} on {self.question} agrees clearly more with people than before: {moved}, {bounds}."
        return f"{self.model} on {self.question}: no drift is shown; agreement with people {moved}, {bounds}."


def judge_states(store: Store, seed: int = 0) -> tuple[JudgeState, ...]:
    """Every model of a store on every question; empty where no model answered what people answered."""
    if store.models().is_empty():
        return ()
    try:
        found = judges(store, terms=Terms(seed=seed))
    except NotComputableError:
        return ()
    return tuple(
        JudgeState(judge.model, q.question, judge.agreement.with_people) for q in found.questions for judge in q.judges
    )


def judge_changes(before: Iterable[JudgeState], after: Iterable[JudgeState]) -> Iterator[JudgeChange]:
    """Those that both sides know, in the order of the second."""
    was = {(it.model, it.question): it.agreement for it in before}
    for now in after:
        earlier = was.get((now.model, now.question))
        if earlier is not None:
            yield JudgeChange(now.model, now.question, earlier, now.agreement, _difference(earlier, now.agreement))


def _difference(was: Estimate, now: Estimate) -> Estimate:
    if was.value is None or now.value is None:
        return Estimate(None, undefined=was.undefined or now.undefined)
    counts = (now.n_items, now.n_annotators, now.n_responses)
    value = now.value - was.value
    if was.interval is None or now.interval is None:
        return Estimate(value, None, *counts, note="no interval: one of the two has none")
    return Estimate(value, of_independent(was, now, "both variances added"), *counts)
