"""What share of people perceive each label: the default soft label of a multi-label question."""

from __future__ import annotations

from typing import cast

import numpy as np

from oe_quality.analysis.aggregation.answers import label_counts
from oe_quality.analysis.aggregation.results import Perception
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, IntArray, SetChunk
from oe_quality.kernel.perception import Population, Shares, choice_shares, set_shares, word_shares
from oe_quality.plaintext import percent
from oe_quality.progress import Progress, silent
from oe_quality.scales import PATH_SEPARATOR, Scale
from oe_quality.store.panel import Answered, Labelled
from oe_quality.suggest import one_of

__all__ = ["FEW_ANSWERS", "Population", "default_population", "perceive"]

FEW_ANSWERS = 3
"""Annotators per item below which the intervals rest mostly on the model."""


def default_population(panel: Labelled) -> Population:
    """Whom a share speaks of unless asked otherwise.

    Sets: people who perceive, so answers at random should not count. One choice: the next annotator, whoever
    that is.
    """
    return Population.RELIABLE if panel.question.scale is Scale.MULTILABEL else Population.ALL


def perceive(
    panel: Labelled,
    population: Population | str | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Perception:
    """The share of people who perceive each label of each item, with 95 % intervals.

    Multi-label questions: per label, votes weighted by annotators' skill and shrunk towards what the item's
    probable truth predicts; words of a hierarchical question by way of their category. Single choice: the
    distribution over labels that the next annotator would give, averaged with that of kinds of items found in the votes
    alone, as far as answers left out are predicted better so. See `kernel.perception`.

    Args:
        panel: the answers to a nominal, ordinal or multi-label question.
        population: "all" or "reliable"; None for `default_population`.
        seed: of the fit of the hidden truth.

    Raises:
        NotComputableError: nobody answered.
        UsageError: numbers have no labels, or there is no such population.
    """
    if panel.question.scale.is_numeric:
        raise UsageError(
            f"{panel.question.name} asks for a number, which no share of people perceives",
            remedy="Its soft label is a rating with a standard error.",
        )
    if not panel.n_responses or not panel.labels:
        raise NotComputableError(f"nobody chose any label of {panel.question.name}")
    who = _population(population) if population is not None else default_population(panel)
    shares = _shares(panel, who, seed, progress)
    return Perception(
        question=panel.question.name,
        method="shrunk-share",
        population=who.value,
        items=panel.items,
        labels=panel.labels,
        share=shares.share,
        low=shares.low,
        high=shares.high,
        n_annotators=shares.n_annotators,
        counts=label_counts(panel.source()),
        aliases=tuple(panel.aliases),
        weights=shares.weights,
        shrinkage=shares.kappa,
        seed=seed,
        left_out=panel.left_out,
        multilabel=panel.question.scale is Scale.MULTILABEL,
        warnings=_warnings(shares, who),
        by_kinds=shares.part,
    )


def parents(labels: tuple[str, ...]) -> IntArray:
    """(K,) the category of each word `category/word`, numbered in the order of their names.

    >>> parents(("sad/blue", "happy/glad", "sad/low")).tolist()
    [1, 0, 1]
    """
    names = [label.partition(PATH_SEPARATOR)[0] for label in labels]
    return np.unique(names, return_inverse=True)[1].astype(np.int32)


def _population(name: Population | str) -> Population:
    try:
        return Population(name)
    except ValueError:
        raise UsageError(f"{name!r} is no population", remedy=one_of(name, Population)) from None


def _shares(panel: Labelled, population: Population, seed: int, progress: Progress) -> Shares:
    if panel.question.scale.is_choice:
        choices = cast(Answered[Chunk], panel).source()
        return choice_shares(choices, population, seed=seed, progress=progress)
    sets = cast(Answered[SetChunk], panel).source()
    if panel.question.hierarchical:
        return word_shares(sets, parents(panel.labels), population, seed=seed, progress=progress).words
    return set_shares(sets, population, seed=seed, progress=progress)


def _warnings(shares: Shares, population: Population) -> tuple[str, ...]:
    found = []
    if population is Population.RELIABLE and not shares.informative:
        found.append("Annotators' answers do not follow each other, so none could be trusted more than another.")
    if shares.log_loss is None and int(shares.n_annotators.max(initial=0)) < 2:
        found.append("No item has two annotators: how far shares are shrunk is a guess, and intervals are the model's.")
    few = float((shares.n_annotators < FEW_ANSWERS).mean()) if len(shares.n_annotators) else 0.0
    if few > 0.5:
        found.append(
            f"{percent(few)} of the items have fewer than {FEW_ANSWERS} annotators; their shares lean on the model."
        )
    return tuple(found)
