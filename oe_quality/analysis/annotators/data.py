"""What an audit looks at: the primary question's answers, and the ratings given in the same annotations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.primary import choose_primary
from oe_quality.config import WordsConfig
from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk
from oe_quality.store.panel import Panel

if TYPE_CHECKING:
    from oe_quality.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class AuditData:
    """Answers to the primary question, and what stands beside each of them.

    Attributes:
        primary: the panel on which skill rests: single-choice, multi-label or numeric.
        why: how the primary question was chosen.
        chosen: (R, K) the labels of each response; K = 0 where the primary question is numeric.
        ratings: the numeric questions' panels; a numeric primary question comes first.
        values: (R, D) the answers to those questions in the same annotations, NaN where there is none.
        clip_s: (I,) seconds that each item lasts, NaN where unknown.
        people: annotator, alias, n_annotations, n_responses, n_items: one row per annotator who is audited,
            those of `primary` first and in its order.
        diction: what the items are called.
    """

    primary: Panel[Any]
    why: str
    chosen: NDArray[np.bool_]
    ratings: tuple[Panel[Any], ...]
    values: Floats
    clip_s: Floats
    people: pl.DataFrame
    diction: Diction = ITEMS

    @property
    def exclusive(self) -> bool:
        """Whether an answer is exactly one label."""
        return isinstance(self.primary.data, Chunk)

    @property
    def numeric(self) -> bool:
        """Whether an answer is a number."""
        return isinstance(self.primary.data, RatingChunk)

    @property
    def n_annotators(self) -> int:
        return self.primary.n_annotators


def gather(store: Store, question: str | None = None, words: WordsConfig | None = None) -> AuditData:
    """Read what an audit needs.

    Args:
        store: an open store.
        question: the primary question; None for `choose_primary`, or a numeric one where none has labels.
        words: what the settings call the items.

    Raises:
        UsageError: the named question is unknown or free text.
        NotComputableError: the store has no such question, or nobody answered.
    """
    name, why = (question, "it was asked for") if question else choose_primary(store.info().questions, numeric=True)
    panel = store.panel(name)
    if not panel.n_responses:
        raise NotComputableError(f"nobody answered {name!r}", remedy="Load annotations, or include annotators again.")
    ratings = tuple(store.panel(q.name) for q in store.questions() if q.scale.is_numeric)
    ratings = tuple(rating for rating in ratings if rating.n_responses)
    found = assemble(panel, why, ratings, store.item_attributes(), store.annotators())
    return replace(found, diction=(words or WordsConfig()).over(store.diction()))


def assemble(
    primary: Panel[Any],
    why: str,
    ratings: tuple[Panel[Any], ...] = (),
    item_attributes: pl.DataFrame | None = None,
    annotators: pl.DataFrame | None = None,
) -> AuditData:
    """Join panels that are in memory; see `AuditData`.

    Args:
        item_attributes: key, name, value; `clip_s` is read from it.
        annotators: annotator, alias, n_annotations, excluded; None where only the primary panel is known.
    """
    if isinstance(primary.data, RatingChunk):
        name = primary.question.name
        ratings = (primary, *(rating for rating in ratings if rating.question.name != name))
    values = [_beside(primary, rating) for rating in ratings]
    panels = ratings if isinstance(primary.data, RatingChunk) else (primary, *ratings)
    return AuditData(
        primary,
        why,
        chosen_labels(primary),
        ratings,
        np.stack(values, axis=1) if values else np.zeros((primary.n_responses, 0)),
        _clip_seconds(primary, item_attributes),
        _people(panels, annotators),
    )


def chosen_labels(panel: Panel[Any]) -> NDArray[np.bool_]:
    """(R, K) the labels of each response; K = 0 where the question is numeric."""
    K = len(panel.labels)
    if isinstance(panel.data, RatingChunk):
        return np.zeros((panel.n_responses, 0), dtype=np.bool_)
    if not isinstance(panel.data, Chunk):
        return np.asarray(panel.data.matrix(K))
    chosen = np.zeros((panel.n_responses, K), dtype=np.bool_)
    chosen[np.arange(panel.n_responses), panel.data.label] = True
    return chosen


def scale_width(panel: Panel[Any]) -> float:
    """Of a numeric question in its unit: its range, or four SDs of all answers where it has no ends."""
    low, high = panel.question.low, panel.question.high
    width = high - low if low is not None and high is not None else 4 * float(panel.data.value.std())
    return float(width) or 1.0


def _beside(primary: Panel[Any], rating: Panel[Any]) -> Floats:
    """(R,) the rating that stands in the same annotation as each primary response; NaN for none."""
    A = max(primary.n_annotators, 1)
    item = _codes_in(primary.items, rating.items)[rating.data.items()]
    annotator = _codes_in(primary.annotators, rating.annotators)[rating.data.annotator]
    known = (item >= 0) & (annotator >= 0)
    keys = item[known].astype(np.int64) * A + annotator[known]
    order = np.argsort(keys, kind="stable")
    keys, answers = keys[order], rating.data.value[known][order]
    wanted = primary.data.items().astype(np.int64) * A + primary.data.annotator
    found = np.full(len(wanted), np.nan)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[at] == wanted
        found[hit] = answers[at[hit]]
    return found


def _codes_in(names: pl.Series, others: pl.Series) -> NDArray[np.int64]:
    """(len(others),) position of each of `others` in `names`, -1 where it is not there."""
    known = pl.DataFrame({"name": names, "code": np.arange(len(names), dtype=np.int64)})
    wanted = pl.DataFrame({"name": others})
    found = wanted.join(known, on="name", how="left", maintain_order="left")["code"]
    return found.fill_null(-1).to_numpy()


def _clip_seconds(primary: Panel[Any], attributes: pl.DataFrame | None) -> Floats:
    seconds = np.full(primary.n_items, np.nan)
    if attributes is None:
        return seconds
    lengths = attributes.filter(pl.col("name") == "clip_s")
    code = _codes_in(primary.items, lengths["key"])
    value = lengths["value"].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    seconds[code[code >= 0]] = value[code >= 0]
    return seconds


def _people(panels: tuple[Panel[Any], ...], annotators: pl.DataFrame | None) -> pl.DataFrame:
    """Everyone who is audited, those of the first panel first, with counts over all panels at hand."""
    primary = panels[0]
    named = pl.concat([pl.DataFrame({"annotator": p.annotators, "alias": p.aliases}) for p in panels]).unique(
        "annotator", keep="first", maintain_order=True
    )
    elsewhere = [name for p in panels[1:] for name in p.annotators.filter(pl.Series(p.is_voice)).to_list()]
    here = primary.annotators.to_list()
    named = named.filter(pl.col("annotator").is_in(here) | ~pl.col("annotator").is_in(elsewhere))
    counts = [
        pl.DataFrame(
            {"annotator": p.annotators, "n_responses": np.bincount(p.data.annotator, minlength=len(p.aliases))}
        )
        for p in panels
    ]
    total = pl.concat(counts).group_by("annotator").agg(pl.col("n_responses").sum())
    pairs = primary.data.items().astype(np.int64) * max(primary.n_annotators, 1) + primary.data.annotator
    distinct = np.unique(pairs) % max(primary.n_annotators, 1)
    items = np.bincount(distinct, minlength=primary.n_annotators)
    people = (
        named.join(total, on="annotator", how="left", maintain_order="left")
        .join(
            pl.DataFrame({"annotator": primary.annotators, "n_items": items}),
            on="annotator", how="left", maintain_order="left",
        )
        .with_columns(pl.col("n_items").fill_null(0))
    )  # fmt: skip
    if annotators is None:
        return people.with_columns(n_annotations=pl.col("n_items"))
    known = annotators.select("annotator", "n_annotations")
    return people.join(known, on="annotator", how="left", maintain_order="left")
