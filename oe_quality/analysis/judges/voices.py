"""How many voices several models are, where they are let in among people.

Models that err alike are not independent witnesses: as many votes, they would carry a consensus by their number, and
raise agreement. Under class-independent couplings the best vote is a weighted one whose weights fall with the
correlation between models (Balasubramanian, Podkopaev & Kasiviswanathan 2026, arXiv 2601.22336); as the coupling grows
the weights of a group together fall to that of one. That end is taken here: models that are connected by errors that
they share (`kernel.judges.shared_errors`) speak with one voice. What they would be worth between the ends is said
beside it: k / (1 + (k - 1) rho) independent ones (Kish 1965, ch. 5), rho being the mean correlation of their errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from oe_quality.analysis.judges import pairs as between_models
from oe_quality.analysis.judges.data import Terms, beside
from oe_quality.analysis.judges.measure import models_of
from oe_quality.analysis.judges.results import ModelPair
from oe_quality.scales import Scale
from oe_quality.store.panel import Voice

if TYPE_CHECKING:
    from oe_quality.store import Store

ALL = "all"
"""In place of names of models."""
ALIKE = "they err alike"
UNKNOWN = "too few items to tell whether they err alike"


@contextmanager
def with_models(store: Store, models: Sequence[str], *, each: bool = False, seed: int = 0) -> Iterator[Store]:
    """Within it, the analyses of a store hear these models too.

    Args:
        store: an open store; models: names, or "all"; each: whether every model counts as a voice of its own, however
            alike they err; seed: of what is random.

    Raises:
        UsageError: no such model, or a name that both a person and a model bear.
        NotComputableError: no answer in the store is a model's.
    """
    named = () if ALL in models else tuple(models)
    with store.hearing(voices(store, named, each=each, seed=seed)):
        yield store


def voices(
    store: Store, models: tuple[str, ...] = (), *, each: bool = False, seed: int = 0
) -> dict[str, tuple[Voice, ...]]:
    """By question: which of the models are one voice; arguments and errors as for `with_models`, () being all."""
    chosen = models_of(store, models)
    asked = [q.name for q in store.questions() if q.scale is not Scale.TEXT]
    return {name: _on_question(store, name, chosen, each, seed) for name in asked}


def _on_question(store: Store, name: str, models: tuple[str, ...], each: bool, seed: int) -> tuple[Voice, ...]:
    panel = store.panel(name, models=True)
    place = {key: code for code, key in enumerate(panel.annotators.to_list())}
    there = [key for key in models if key in place]
    codes = [place[key] for key in there]
    it = None if each or len(there) < 2 else beside(panel, store.models()["annotator"].to_list(), codes)
    if it is None:
        return tuple(Voice(f"{key} (model)", (key,)) for key in there)
    found = between_models.pairs(it, codes, Terms(seed=seed))
    return tuple(_voice(group, found) for group in groups(there, [p for p in found if p.shared or p.q_value is None]))


def groups(models: Sequence[str], linked: Sequence[ModelPair]) -> list[tuple[str, ...]]:
    """Models that are linked directly or by others, each group ascending, in the order of their first."""
    group = {name: {name} for name in models}
    for pair in linked:
        united = group[pair.first] | group[pair.second]
        for name in united:
            group[name] = united
    return sorted({tuple(sorted(names)) for names in group.values()})


def _voice(group: tuple[str, ...], pairs: Sequence[ModelPair]) -> Voice:
    if len(group) == 1:
        return Voice(f"{group[0]} (model)", group)
    within = [p for p in pairs if {p.first, p.second} <= set(group)]
    known = [p.errors.value for p in within if p.errors.value is not None]
    rho = max(sum(known) / len(known), 0.0) if len(known) == len(within) else None
    effective = None if rho is None else len(group) / (1 + (len(group) - 1) * rho)
    why = ALIKE if any(p.shared for p in within) else UNKNOWN
    return Voice(f"{' + '.join(group)} (models, one voice)", group, effective, why)
