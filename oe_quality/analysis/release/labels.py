"""The labels of a release: one row per item, with everything that is known about how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.results import Ints, Perception, Ratings
from oe_quality.analysis.aggregation.votes import Votes, VoteStatus
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.store.panel import ChoicePanel, SetPanel

RESERVED = "item_"
"""Prefix of the columns that hold attributes of items."""
CONSENSUS_SOURCE = "consensus"
"""Gold whose source begins so was made from the answers themselves, and is not gold here."""


class LabelStatus(StrEnum):
    """On what an item's label rests; the first four are those of the answers."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    TIE = "tie"
    SINGLE = "single"
    GOLD = "gold"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Belief:
    """What the answers say of each label of each item, for one choice or for sets alike.

    Attributes:
        method: the algorithm with its calibration, in words.
        posterior: (I, K) probability that the label is true. One choice: rows sum to 1. Sets: each
            column is a question of its own.
        winner: (I,) the most probable label, -1 on a tie.
        warnings: in sentences.
    """

    method: str
    posterior: Floats
    winner: Ints
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entropy:
    """(I,) bits: what another answer would surprise us by, and what part of that is for lack of answers.

    Total entropy of the predicted answer is expected entropy (`ambiguity`: people differ) plus mutual
    information (`uncertainty`: we do not know the shares well), as in Depeweg et al. 2018, eq. 6.
    """

    ambiguity: Floats
    uncertainty: Floats


def split_entropy(perception: Perception, panel: ChoicePanel | SetPanel) -> Entropy:
    """Split the entropy of the perceived shares, taken as Dirichlet (sets: as one Beta for each label, summed).

    The strength of item i is the weight of its answers plus the prior's, as `Perception` states them.
    """
    answered = np.bincount(
        panel.data.items(), weights=perception.weights[panel.data.annotator], minlength=panel.n_items
    )
    strength = answered[:, None] + perception.shrinkage[None, :]
    share = np.clip(perception.share, 0.0, 1.0)
    if perception.multilabel:
        both = np.stack([share, 1.0 - share], axis=2)
        expected = _expected_entropy(both, strength[:, :, None]).sum(axis=1)
        total = sum(entropy_bits(both[:, k]) for k in range(share.shape[1]))
    else:
        expected = _expected_entropy(share, strength.mean(axis=1, keepdims=True))
        total = entropy_bits(share)
    # Rounding may leave some 1e-16 below zero.
    ambiguity = np.clip(expected, 0.0, None)
    return Entropy(ambiguity, np.clip(total - ambiguity, 0.0, None))


def _expected_entropy(share: Floats, strength: Floats) -> Floats:
    """(...,) bits: mean entropy of Dirichlet(share * strength) over the last axis (Wolpert & Wolf 1995, eq. 10)."""
    from scipy.special import digamma

    alpha = share * strength
    inner = digamma(strength[..., 0] + 1) - (share * digamma(alpha + 1)).sum(axis=-1)
    return np.asarray(inner / np.log(2), dtype=np.float64)


def label_table(
    panel: ChoicePanel | SetPanel,
    votes: Votes,
    belief: Belief,
    perception: Perception,
    gold: pl.DataFrame,
    ratings: Sequence[Ratings],
    attributes: pl.DataFrame,
) -> pl.DataFrame:
    """One row per item, in the order of the panel.

    Args:
        panel: the question's answers; votes, belief, perception: what was made of them.
        gold: item, labels, source, as `Store.gold` gives it; only adjudicated gold becomes a label.
        ratings: of the numeric questions, each two columns, the second with suffix `_se`.
        attributes: key, name, value of items.

    Returns:
        item, attributes (prefix `item_`), label (null on a tie), status, confidence, ambiguity, uncertainty (bits),
        n_annotators, method, then consensus and perception as structs and flat (`p_`, `share_`), then ratings.
        Sets have `labels` too: all labels more probable than not.
    """
    truth = gold_labels(panel, gold)
    status = [LabelStatus.GOLD if item in truth else LabelStatus(s.value) for item, s in _by_item(panel, votes.status)]
    winner = np.where([s is VoteStatus.TIE for s in votes.status], -1, belief.winner)
    codes = [_code(truth.get(item), int(w)) for item, w in _by_item(panel, winner)]
    entropy = split_entropy(perception, panel)
    columns = [
        pl.Series("label", [panel.labels[c] if c >= 0 else None for c in codes], dtype=pl.String),
        pl.Series("status", [s.value for s in status], dtype=pl.String),
        pl.Series("confidence", _confidence(belief.posterior, np.array(codes, dtype=np.int64))),
        pl.Series("ambiguity", entropy.ambiguity),
        pl.Series("uncertainty", entropy.uncertainty),
        pl.Series("n_annotators", votes.n_annotators),
        pl.Series("method", [belief.method] * panel.n_items, dtype=pl.String),
    ]
    if votes.multilabel:
        columns.insert(1, pl.Series("labels", _sets(panel, belief, truth), dtype=pl.List(pl.String)))
    table = pl.DataFrame([panel.items.alias("item"), *columns])
    table = _with_attributes(table, attributes)
    table = table.with_columns(_soft(panel.labels, belief.posterior, perception.share))
    for rating in ratings:
        mine = rating.frame().select("item", value="value", error="standard_error")
        name = f"{rating.question}_rating" if rating.question in table.columns else rating.question
        mine = mine.rename({"value": name, "error": f"{name}_se"})
        table = table.join(mine, on="item", how="left", maintain_order="left")
    return table


def _code(truth: list[int] | None, winner: int) -> int:
    """The label of an item: gold's where it has one label, none where gold is a larger set, else the answers'."""
    if truth is None:
        return winner
    return truth[0] if len(truth) == 1 else -1


def _by_item(panel: ChoicePanel | SetPanel, values: Any) -> list[tuple[str, Any]]:
    return list(zip(panel.items.to_list(), values, strict=True))


def gold_labels(panel: ChoicePanel | SetPanel, gold: pl.DataFrame) -> dict[str, list[int]]:
    """Item -> codes of its adjudicated labels; items whose sources contradict each other have none."""
    code = {label: k for k, label in enumerate(panel.labels)}
    found: dict[str, list[int]] = {}
    contrary: set[str] = set()
    for item, labels, source in gold.select("item", "labels", "source").iter_rows():
        if source.startswith(CONSENSUS_SOURCE) or labels is None or any(label not in code for label in labels):
            continue
        codes = sorted(code[label] for label in labels)
        if found.setdefault(item, codes) != codes:
            contrary.add(item)
    return {item: codes for item, codes in found.items() if item not in contrary}


def _confidence(posterior: Floats, codes: Any) -> Floats:
    """(I,) probability of the released label, of the most probable one where there is none."""
    own = posterior[np.arange(len(codes)), np.maximum(codes, 0)]
    return np.asarray(np.where(codes >= 0, own, posterior.max(axis=1)))


def _sets(panel: ChoicePanel | SetPanel, belief: Belief, truth: dict[str, list[int]]) -> list[list[str]]:
    likely = belief.posterior > 0.5
    return [
        [panel.labels[k] for k in (truth[item] if item in truth else np.flatnonzero(likely[i]))]
        for i, item in enumerate(panel.items.to_list())
    ]


def _soft(labels: tuple[str, ...], posterior: Floats, share: Floats) -> list[pl.Series]:
    """The two soft labels, as one struct each and as one column for each label."""
    structs = [
        pl.DataFrame({label: values[:, k] for k, label in enumerate(labels)}).to_struct(name)
        for name, values in (("consensus", posterior), ("perception", share))
    ]
    flat = [pl.Series(f"p_{label}", posterior[:, k]) for k, label in enumerate(labels)]
    return structs + flat + [pl.Series(f"share_{label}", share[:, k]) for k, label in enumerate(labels)]


def _with_attributes(table: pl.DataFrame, attributes: pl.DataFrame) -> pl.DataFrame:
    """Attributes of items after the item; those that are numbers throughout become numbers."""
    known = attributes.filter(pl.col("key").is_in(table["item"].implode()))
    if known.is_empty():
        return table
    wide = known.sort("name", "key").pivot("name", index="key", values="value", aggregate_function="first")
    wide = wide.select("key", *[_number(wide[name]).alias(RESERVED + name) for name in sorted(wide.columns[1:])])
    joined = table.join(wide, left_on="item", right_on="key", how="left", maintain_order="left")
    return joined.select("item", *wide.columns[1:], *table.columns[1:])


def _number(column: pl.Series) -> pl.Series:
    numbers = column.cast(pl.Float64, strict=False)
    plain = column.drop_nulls().str.contains(r"^-?(0|[1-9]\d*)(\.\d+)?$").all()
    return numbers if plain and numbers.drop_nulls().len() == column.drop_nulls().len() else column
