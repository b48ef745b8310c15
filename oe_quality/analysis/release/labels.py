"""The labels of a release: one row per item, with everything that is known about how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.results import (
    Consensus,
    ConsensusSet,
    Perception,
    Ratings,
    by_label,
)
from oe_quality.analysis.aggregation.votes import Votes
from oe_quality.analysis.aggregation.wording import how_made
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray
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


@dataclass(frozen=True, slots=True, eq=False)
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
    belief: Consensus | ConsensusSet,
    perception: Perception,
    truth: Mapping[str, list[int]],
    ratings: Sequence[Ratings],
    attributes: pl.DataFrame,
) -> pl.DataFrame:
    """One row per item, in the order of the panel.

    Args:
        panel: the question's answers; votes, belief, perception: what was made of them.
        truth: item -> codes of its gold (`gold_labels`), which becomes its label.
        ratings: of the numeric questions, each two columns, the second with suffix `_se`.
        attributes: key, name, value of items.

    Returns:
        item, attributes (prefix `item_`), label (null where the most probable tie), status, confidence (of the label),
        ambiguity, uncertainty (bits), n_annotators, method; votes, consensus and perception as lists in the order of
        the question's labels, consensus and perception as structs too, all three flat (`n_`, `p_`, `share_`); then
        ratings. Sets have `labels` (the set) and `set_confidence` (of the whole set) too.
    """
    status = [LabelStatus.GOLD if item in truth else LabelStatus(s.value) for item, s in _by_item(panel, votes.status)]
    codes = [_code(truth.get(item), int(w)) for item, w in _by_item(panel, belief.winner)]
    entropy = split_entropy(perception, panel)
    columns = [
        pl.Series("label", [panel.labels[c] if c >= 0 else None for c in codes], dtype=pl.String),
        pl.Series("status", [s.value for s in status], dtype=pl.String),
        pl.Series("confidence", _confidence(belief.posterior, np.array(codes, dtype=np.int64))),
        pl.Series("ambiguity", entropy.ambiguity),
        pl.Series("uncertainty", entropy.uncertainty),
        pl.Series("n_annotators", votes.n_annotators),
        pl.Series("method", [how_made(belief)] * panel.n_items, dtype=pl.String),
    ]
    if isinstance(belief, ConsensusSet):
        sets = _sets(belief, truth)
        names = [[panel.labels[k] for k in np.flatnonzero(row)] for row in sets]
        columns.insert(1, pl.Series("labels", names, dtype=pl.List(pl.String)))
        columns.insert(4, pl.Series("set_confidence", replace(belief, applies=sets).set_confidence))
    table = pl.DataFrame([panel.items.alias("item"), *columns])
    table = _with_attributes(table, attributes)
    table = table.with_columns(_soft(panel.labels, belief.counts, belief.posterior, perception.share))
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


def _sets(belief: ConsensusSet, truth: Mapping[str, list[int]]) -> NDArray[np.bool_]:
    """(I, K) the set of each item: gold's where there is some."""
    found = belief.applies.copy()
    for i, item in enumerate(belief.items.to_list()):
        if item in truth:
            found[i] = False
            found[i, truth[item]] = True
    return found


def _soft(labels: tuple[str, ...], counts: IntArray, posterior: Floats, share: Floats) -> list[pl.Series]:
    """Votes and the two soft labels: as lists in the order of the labels, as structs, and a column for each label."""
    lists = [
        pl.Series(f"{name}_list", values, dtype=pl.List(pl.Int32() if values is counts else pl.Float64()))
        for name, values in (("votes", counts), ("consensus", posterior), ("perception", share))
    ]
    structs = [
        pl.DataFrame({label: values[:, k] for k, label in enumerate(labels)}).to_struct(name)
        for name, values in (("consensus", posterior), ("perception", share))
    ]
    flat = by_label("n", counts, labels) + by_label("p", posterior, labels) + by_label("share", share, labels)
    return lists + structs + flat


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
