"""What soft labels say, in words and in a short table."""

from __future__ import annotations

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.aggregate import Aggregation
from oe_quality.analysis.aggregation.ratings import CUMULATIVE_LINK
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings, SoftLabel
from oe_quality.kernel.em.registry import card_of

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
    card = card_of(result.method)
    calibrated = "" if result.calibration == "none" else f"; calibrated on {result.calibration}"
    return (
        f"{result.question}, consensus: how probable it is that a label is true, if {one}. Made by {card.title} "
        f"({card.source}), which {card.sentence}{calibrated}. It does not say how people differ: a label that a third "
        "of people perceive may well be false here with near certainty."
    )


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
        f"worth {strength:.1f} annotators (median over labels), as left-out annotators show. Intervals are 95 %. "
        "It does not say which label is right: that is the consensus."
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
    return "" if result.calibration == "none" else f"calibrated on {result.calibration}"


def _typical(result: SoftLabel) -> str:
    if isinstance(result, Ratings):
        return f"standard error {np.median(result.standard_error):.2f}"
    if isinstance(result, Perception):
        return f"highest share {np.median(result.share.max(axis=1)):.2f}"
    assert isinstance(result, (Consensus, ConsensusSet))
    return f"highest probability {np.median(result.posterior.max(axis=1)):.2f}"
