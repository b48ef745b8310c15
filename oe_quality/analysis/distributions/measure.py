"""What was answered, asked of a store: distributions, differences between groups, the plane of emotions."""

from __future__ import annotations

from oe_quality.analysis.distributions import shares
from oe_quality.analysis.distributions.emotion_map import emotion_map as map_of
from oe_quality.analysis.distributions.group_results import Groups
from oe_quality.analysis.distributions.groups import groups as groups_of
from oe_quality.analysis.distributions.results import Distributions, EmotionMap
from oe_quality.analysis.primary import choose_primary
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store import Store
from oe_quality.suggest import one_of

PLANE = ("emotion", "valence", "arousal")
"""The questions that span the plane of emotions."""


def distributions(store: Store, question: str, *, by: str = "", level: float = 0.95) -> Distributions:
    """How the answers to one question are distributed: shares, the long tail, what goes together, disagreement.

    Args:
        store: the answers; question: its name.
        by: an attribute of annotators, or of items, to tell shares apart by.
        level: nominal coverage of the intervals, which are clustered by item and annotator.

    Returns:
        Shares (0..1) or means with their intervals, the probability that the next label is a new one (Good-Turing), and
        disagreement within and beyond items; entropies in bits have the bias of few answers taken out.

    Raises:
        UsageError: no such question or attribute.

    Source: Cameron, Gelbach & Miller 2011 (intervals); Good 1953 (unseen labels); Miller 1955 and Grassberger 2003
    (entropies).

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.distributions(store, "label")
    >>> found.long_tail.n_labels, found.long_tail.unseen
    (2, 0.0)
    """
    panel = store.panel(question, repeats="all")
    if not by:
        return shares.distributions(panel, level=level)
    tables = {"annotators": store.annotator_attributes(), "items": store.item_attributes()}
    for whose, table in tables.items():
        if (table["name"] == by).any():
            kind: shares.Whose = "annotators" if whose == "annotators" else "items"
            return shares.distributions(panel, attributes=table, by=by, whose=kind, level=level)
    known = sorted({name for table in tables.values() for name in table["name"].unique().to_list()})
    raise UsageError(f"nothing to tell shares apart by is called {by!r}", remedy=one_of(by, known) if known else "")


def groups(
    store: Store,
    question: str | None = None,
    *,
    by: str | None = None,
    minimum: int = 5,
    permutations: int = 1_999,
    seed: int = 0,
    progress: Progress = silent,
) -> Groups:
    """Whether groups of annotators answer the same items differently; the annotator is the unit.

    Args:
        store: the annotations, with attributes of annotators.
        question: its name; None for the one that an audit rests on.
        by: one attribute; None for all.
        minimum: fewest annotators of a group.
        permutations: of annotators, per comparison; the smallest p-value is 1 / (permutations + 1).
        seed: of the permutations; progress: told of the steps.

    Returns:
        Each group against all others: the difference of its labels' shares, or of its numbers in the question's unit,
        with interval, p and q value and the smallest difference that such groups could show; and whether each group
        agrees more within itself than with the others.

    Raises:
        UsageError: no such question or attribute.
        NotComputableError: nothing is known of the annotators.

    Source: permutation of annotators, studentised (Chung & Romano 2013); Hedges 1981; Benjamini & Yekutieli 2001.

    >>> import oe_quality as oeq
    >>> people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    >>> rows = [(f"i{i}", who, "pq"[site == "n" and i % 2], site) for i in range(8) for site, who in people]
    >>> names = ("item", "annotator", "label", "site")
    >>> answers = dict(zip(names, map(list, zip(*rows)), strict=True))
    >>> with oeq.from_frame(answers, annotator_attributes="site") as store:
    ...     first = oeq.groups(store, "label", permutations=99).differences[0]
    >>> first.difference.undefined
    'these annotators do not differ among themselves'
    """
    attributes = store.annotator_attributes()
    if attributes.is_empty():
        raise NotComputableError("nothing is known of the annotators, so there are no groups of them")
    name = question or choose_primary(store.info().questions)[0]
    return groups_of(
        store.panel(name),
        attributes,
        only=None if by is None else [by],
        minimum=minimum,
        permutations=permutations,
        seed=seed,
        progress=progress,
    )


def emotion_map(store: Store, *, level: float = 0.95) -> EmotionMap:
    """Where each emotion lies in the plane of valence and arousal: means, with intervals and ellipses.

    Args:
        store: annotations that choose emotions and rate valence and arousal.
        level: nominal coverage of intervals and ellipses.

    Returns:
        For each emotion how often it was chosen, and its mean valence and arousal, in the units of these questions.

    Raises:
        NotComputableError: one of the three questions was not asked in that form, or no annotation answers all.

    Source: the plane is that of Russell 1980, "A circumplex model of affect".

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     oeq.emotion_map(store).frame().height
    3
    """
    asked = {question.name: question.scale for question in store.questions()}
    if lacking := [name for name in PLANE if name not in asked]:
        raise NotComputableError(f"the plane needs the questions {', '.join(PLANE)}; not here: {', '.join(lacking)}")
    if asked[PLANE[0]] is not Scale.MULTILABEL or not all(asked[name].is_numeric for name in PLANE[1:]):
        raise NotComputableError("the plane needs sets of emotions, and valence and arousal in numbers")
    emotion, valence, arousal = (store.panel(name) for name in PLANE)
    return map_of(emotion, valence, arousal, level=level)
