"""What soft labels say, in words and in a short table."""

from __future__ import annotations

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation import record
from oe_quality.analysis.aggregation.aggregate import Aggregation
from oe_quality.analysis.aggregation.consensus import POOL
from oe_quality.analysis.aggregation.ratings import CUMULATIVE_LINK
from oe_quality.analysis.aggregation.results import Basis, Consensus, ConsensusSet, Perception, Ratings, SoftLabel
from oe_quality.kernel.em.registry import card_of
from oe_quality.plaintext import percent

MEANING = {
    "consensus": "belief about one truth",
    "perception": "share of people who perceive it",
    "next answer": "what the next annotator says",
    "ratings": "value with standard error",
}


def summary(found: Aggregation) -> pl.DataFrame:
    """One row per soft label: question, soft label (what it means), method, items, about, typical.

    `about` says whose it is or how it was calibrated; `typical` is the median over items of the highest
    probability or share, or of the standard error.
    """
    rows = [
        {
            "question": result.question,
            "soft label": MEANING[kind(result)],
            "method": result.method,
            "items": len(result.items),
            "about": _about(result),
            "median over items": _typical(result),
        }
        for result in found
    ]
    schema = dict.fromkeys(("question", "soft label", "method"), pl.String) | {"items": pl.Int64, "about": pl.String}
    return pl.DataFrame(rows, schema={**schema, "median over items": pl.String})


def kind(result: SoftLabel) -> str:
    """Which soft label it is: a key of `MEANING`."""
    if isinstance(result, Perception):
        return "perception" if result.multilabel else "next answer"
    return "ratings" if isinstance(result, Ratings) else "consensus"


def explanation(result: SoftLabel) -> str:
    """A paragraph for people: what the numbers mean, what they rest on, and what they do not say."""
    if isinstance(result, Perception):
        return _of_perception(result)
    if isinstance(result, Ratings):
        return _of_ratings(result)
    one = "exactly one label of an item is true" if isinstance(result, Consensus) else "each label applies or does not"
    return (
        f"{result.question}, consensus: how probable it is that a label is true, if {one}. {_maker(result)}; "
        f"{result.calibration}.{_sureness(result)} It does not say how people differ: a label that a third of people "
        "perceive may well be false here with near certainty."
    )


def _maker(result: Consensus | ConsensusSet) -> str:
    if result.method != POOL:
        card = card_of(result.method)
        return f"Made by {card.title} ({card.source}), which {card.sentence}"
    if isinstance(result, Consensus):
        return "Made by a pool of algorithms, each weighed by how well it predicts answers set aside"
    return (
        "Made of two readings of the answers, one in which each label is a question of its own and one in which labels "
        "compete; the winner is the label that most people perceive"
    )


def how_made(result: Consensus | ConsensusSet) -> str:
    """The algorithm and its calibration, as in `pool, calibrated on answers set aside`."""
    return f"{result.method}, {result.calibration}"


def surely(probability: float, floor: float) -> str:
    """A probability with two digits; near the highest that the floor lets through, that it is above 1 - floor.

    >>> surely(0.8412, 0.04), surely(0.98, 0.04), surely(0.999, 0.0)
    ('0.84', '> 0.96', '> 0.99')
    """
    cap = 1.0 - floor if floor > 0 else 0.99
    return f"> {cap:.2f}" if probability > cap else f"{probability:.2f}"


def _sureness(result: Consensus | ConsensusSet) -> str:
    """What the probabilities have been worth elsewhere, and what they depend on."""
    if not isinstance(result, Consensus) or not result.members:
        return ""
    words = f" {record.sentence()}" if result.calibration.basis is not Basis.GOLD else ""
    weights = ", ".join(f"{one.method} {percent(one.weight)}" for one in result.members)
    words += f" The pool is {weights}."
    if result.dependence is not None:
        words += f" {percent(result.dependence)} of the labels depend on the algorithm."
    return words


def _of_perception(result: Perception) -> str:
    whose = (
        "all who answered, each counting the same"
        if result.population == "all"
        else "those who answer reliably: annotators weigh by how well they follow the others"
    )
    what = (
        f"{result.question}, perception: the share of people who perceive each label; shares need not sum to 1"
        if result.multilabel
        else f"{result.question}, perception: the distribution over labels that the next annotator would give"
    )
    strength = float(np.median(result.shrinkage))
    return (
        f"{what}. It speaks for {whose}. Votes are drawn towards what the item's probable truth predicts, which is "
        f"worth {strength:.1f} annotators (median over labels), as left-out annotators show.{_of_kinds(result)} "
        "Intervals are 95 %. It does not say which label is right: that is the consensus."
    )


def _of_kinds(result: Perception) -> str:
    if result.multilabel:
        return ""
    if result.by_kinds is None:
        return " There are too few answers to tell kinds of items apart by their votes alone."
    if not result.by_kinds:
        return (
            " Kinds of items, told by their votes alone (a mixture of Dirichlet-multinomials), predict left-out "
            "answers no better and have no part in it."
        )
    return (
        f" {percent(result.by_kinds)} of it is what kinds of items, told by their votes alone (a mixture of "
        "Dirichlet-multinomials), predict: left-out answers are told best so."
    )


def _of_ratings(result: Ratings) -> str:
    if result.method == CUMULATIVE_LINK:
        return (
            f"{result.question}, position: where an item lies among the ordered labels, 1 the lowest, with each "
            "annotator's own thresholds taken out (cumulative-link model)."
        )
    known = result.offset is not None
    unit = (
        " Annotators' offsets and scales are taken out; the unit is fixed by their mean offset being 0 and their mean "
        "scale 1, weighted by what their answers tell."
        if known
        else ""
    )
    compared = (
        " Held-out answers were predicted with an error of "
        + ", ".join(f"{error:.3f} by {method}" for method, error in result.cross_validation)
        + "; another than the mean is taken where it is clearly better."
        if result.cross_validation
        else ""
    )
    return f"{result.question}, rating by {result.method}: one number per item in the question's unit.{unit}{compared}"


def _about(result: SoftLabel) -> str:
    if isinstance(result, Perception):
        return f"{result.population} annotators"
    if isinstance(result, Ratings):
        return "cross-validated" if result.cross_validation else ""
    return str(result.calibration)


def _typical(result: SoftLabel) -> str:
    if isinstance(result, Ratings):
        return f"standard error {np.median(result.standard_error):.2f}"
    if isinstance(result, Perception):
        return f"highest share {np.median(result.share.max(axis=1)):.2f}"
    assert isinstance(result, (Consensus, ConsensusSet))
    typical = float(np.median(result.posterior.max(axis=1)))
    return f"highest probability {surely(typical, result.calibration.floor)}"
