"""Soft labels of every question, each of the kind that its scale asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import polars as pl

from oe_quality.analysis.aggregation.choose import choose, choose_for_set
from oe_quality.analysis.aggregation.consensus import POOL
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.aggregation.perception import Population, perceive
from oe_quality.analysis.aggregation.ratings import CUMULATIVE_LINK, RatingMethod, grade, rate_items
from oe_quality.analysis.aggregation.results import (
    Comparison,
    SoftLabel,
    column_of,
    label_columns,
)
from oe_quality.analysis.at_hand import answers_to
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, SetChunk
from oe_quality.kernel.em.loop import compile_notice
from oe_quality.kernel.em.registry import algorithms
from oe_quality.notebook import Shown
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered, Labelled, RatingPanel
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

__all__ = ["AUTO", "Aggregation", "Kind", "aggregate", "aggregate_panel", "methods"]

AUTO = "auto"


class Kind(StrEnum):
    """Which of the two soft labels of a question with labels."""

    CONSENSUS = "consensus"
    """Which label is true: belief about one hidden truth."""
    PERCEPTION = "perception"
    """What share of people perceive each label: disagreement kept as signal."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Aggregation(Shown):
    """The soft labels of one or several questions. Iterating yields them one by one.

    Attributes:
        results: in the order of the questions; a question with labels may have several.
        comparisons: of methods, for each question where they were compared.
        skipped: (question, why it has no soft label).
        seed: of everything random.
    """

    results: tuple[SoftLabel, ...]
    comparisons: tuple[Comparison, ...]
    skipped: tuple[tuple[str, str], ...]
    seed: int

    def __iter__(self) -> Iterator[SoftLabel]:
        return iter(self.results)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Of all results, each with the question it is about."""
        return tuple(f"{result.question}: {warning}" for result in self.results for warning in result.warnings)

    def frame(self) -> pl.DataFrame:
        """One row per question, kind, item and label, or per item for ratings.

        Columns: question, item, kind, method, n_annotators, label; `votes` that gave it; `probability` that the
        label is true (consensus); `share` of people who perceive it with `low` and `high` (perception); `value` and
        `standard_error` in the question's unit (ratings). What does not apply is null.
        """
        return pl.concat([pl.DataFrame(schema=LONG), *(_long(result) for result in self.results)])

    def labels_frame(self) -> pl.DataFrame:
        """One row per item, one column per question, kind and label: `emotion.share.sad`, `gender.winner`, …"""
        if not self.results:
            return pl.DataFrame({"item": []}, schema={"item": pl.String})
        wide = _wide(self.results[0])
        for result in self.results[1:]:
            wide = wide.join(_wide(result), on="item", how="full", coalesce=True)
        return wide.sort("item")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.aggregation/1`."""
        body = {
            "results": [result.to_dict() for result in self.results],
            "comparisons": [comparison.to_dict() for comparison in self.comparisons],
            "skipped": [{"question": name, "reason": reason} for name, reason in self.skipped],
            "seed": self.seed,
        }
        return document("oeq.aggregation/1", body)


LONG: dict[str, pl.DataType] = {
    **dict.fromkeys(("question", "item", "kind", "method"), pl.String()),
    "n_annotators": pl.Int32(),
    "label": pl.String(),
    "votes": pl.Int32(),
    **dict.fromkeys(("probability", "share", "low", "high", "value", "standard_error"), pl.Float64()),
}
"""Columns of `Aggregation.frame`."""


def aggregate(
    store: Store,
    question: str | None = None,
    *,
    method: str | None = None,
    population: Population | str | None = None,
    kind: Kind | str | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Aggregation:
    """The soft labels of a question, or of all.

    By default a multi-label question has a perception and a consensus (a hierarchical one the perception alone),
    a nominal one a consensus, an ordinal one a consensus and a position by the cumulative-link model, and a numeric
    one a rating.

    Args:
        store: the annotations.
        question: its name; None for all.
        method: one of `methods`. "auto" compares the algorithms on held-out answers. None for the default
            of each scale. With all questions, a method concerns those that it is made for.
        population: whose perception, "all" or "reliable"; None for the scale's default.
        kind: which soft label of questions with labels; None for the default.
        seed: of everything random.
        progress: told of the steps.

    Returns:
        One result per soft label: `.frame()` has a row per item (and label), `.to_dict()` the JSON form.

    Raises:
        NotComputableError: the question that was asked for has no answers.
        UsageError: no such question, method, population or kind, or the method does not fit the question.

    Source: per algorithm, in its card (`oeq methods`): Dawid & Skene 1979 and its kin; the pool weighs each by how well
    it predicts answers that are set aside.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (consensus,) = oeq.aggregate(store, "label", method="dawid-skene")
    >>> consensus.frame().height, consensus.labels
    (40, ('label1', 'label2', 'label3'))
    """
    wanted = _kind(kind)
    if method is not None and method not in methods():
        raise UsageError(f"no method {method!r}", remedy=one_of(method, methods()))
    if question is not None:
        _require_fitting(store.question(question).scale, question, method)
    names = [question] if question is not None else [q.name for q in store.questions()]
    results: list[SoftLabel] = []
    comparisons: list[Comparison] = []
    skipped: list[tuple[str, str]] = []
    for name in names:
        if store.question(name).scale is Scale.TEXT:
            skipped.append((name, "free text has no soft label"))
            continue
        try:
            with compile_notice(progress):
                found = aggregate_panel(
                    answers_to(store, name),
                    method=method,
                    population=population,
                    kind=wanted,
                    seed=seed,
                    progress=progress,
                )
        except NotComputableError as error:
            if question is not None:
                raise
            skipped.append((name, error.what))
            continue
        results += found.results
        comparisons += found.comparisons
    if not results and question is not None:
        raise NotComputableError(f"{question} is free text, which has no soft label")
    return Aggregation(tuple(results), tuple(comparisons), tuple(skipped), seed)


def aggregate_panel(
    panel: Answered[AnyChunk],
    *,
    method: str | None = None,
    population: Population | str | None = None,
    kind: Kind | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Aggregation:
    """The soft labels of one question; arguments and errors as for `aggregate`."""
    if panel.question.scale.is_numeric:
        chosen = RatingMethod(method) if method in tuple(RatingMethod) else None
        rated = rate_items(cast(RatingPanel, panel), chosen, seed=seed, progress=progress)
        return Aggregation((rated,), (), (), seed)
    labelled = cast(Labelled, panel)
    results: list[SoftLabel] = []
    comparison = perceived = None
    wanted = kind or _default_kind(labelled)
    if wanted in (Kind.PERCEPTION, Kind.BOTH):
        perceived = perceive(labelled, population, seed=seed, progress=progress)
        results.append(perceived)
    if wanted in (Kind.CONSENSUS, Kind.BOTH) and method != CUMULATIVE_LINK:
        comparison = _compare(labelled, seed, progress) if method == AUTO else None
        algorithm = comparison.chosen if comparison else method if method in algorithms() else None
        # The winner of a set is that of the default population's shares, whichever population was asked for.
        share = perceived.share if perceived is not None and population is None else None
        results.append(labels_of(labelled, algorithm, share=share, seed=seed, progress=progress))
    if panel.question.scale is Scale.ORDINAL and (kind is None or method == CUMULATIVE_LINK):
        results.append(grade(cast(Answered[Chunk], panel), progress=progress))
    return Aggregation(tuple(results), () if comparison is None else (comparison,), (), seed)


def methods() -> tuple[str, ...]:
    """What `method` may be: a comparison, an algorithm for consensus, a way to rate."""
    return (POOL, AUTO, *algorithms(), *RatingMethod, CUMULATIVE_LINK)


def _default_kind(panel: Labelled) -> Kind:
    if panel.question.scale is not Scale.MULTILABEL:
        return Kind.CONSENSUS
    # A word of a hierarchical question is too rare for a belief of its own; its category's question has one.
    return Kind.PERCEPTION if panel.question.hierarchical else Kind.BOTH


def _compare(panel: Labelled, seed: int, progress: Progress) -> Comparison:
    if panel.question.scale is Scale.MULTILABEL:
        return choose_for_set(cast(Answered[SetChunk], panel), seed=seed, progress=progress)
    return choose(cast(Answered[Chunk], panel), seed=seed, progress=progress)


def _kind(name: Kind | str | None) -> Kind | None:
    try:
        return None if name is None else Kind(name)
    except ValueError:
        raise UsageError(f"{name!r} is no kind of soft label", remedy=one_of(str(name), Kind)) from None


def _require_fitting(scale: Scale, name: str, method: str | None) -> None:
    """Refuse a method that cannot answer the question."""
    if method in (None, AUTO):
        return
    if scale.is_numeric and method not in tuple(RatingMethod):
        remedy = one_of(str(method), RatingMethod, "Known for numbers")
        raise UsageError(f"{name} asks for a number, and {method} is for labels", remedy=remedy)
    if not scale.is_numeric and method in tuple(RatingMethod):
        raise UsageError(
            f"{name} asks for labels, and {method} is for numbers", remedy=one_of(str(method), algorithms())
        )
    if method == CUMULATIVE_LINK and scale is not Scale.ORDINAL:
        raise UsageError(f"the labels of {name} have no order", remedy="Declare it as name=ordinal:low<mid<high.")


WORDS = {"p": "probability", "share": "share", "low": "low", "high": "high", "n": "votes"}
"""Prefix of a label's column -> what it holds, where tables are long or of several questions."""


def _long(result: SoftLabel) -> pl.DataFrame:
    frame = result.frame()
    long = frame
    if result.labels:
        columns = [_unpivot(frame, prefix, result.labels) for prefix in (*result.per_label(), "n")]
        long = columns[0].with_columns(one[one.columns[-1]] for one in columns[1:])
    named = [pl.lit(text).alias(name) for name, text in (("question", result.question), ("method", result.method))]
    known = long.with_columns(*named, pl.lit(result.kind).alias("kind"))
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in LONG.items() if name not in known.columns]
    return known.with_columns(absent).select([pl.col(name).cast(dtype) for name, dtype in LONG.items()])


def _unpivot(frame: pl.DataFrame, prefix: str, labels: tuple[str, ...]) -> pl.DataFrame:
    """Item, n_annotators, label and one value, label by label in the labels' order."""
    named = {column_of(prefix, label): label for label in labels}
    value = WORDS[prefix]
    long = frame.unpivot(list(named), index=["item", "n_annotators"], variable_name="label", value_name=value)
    return long.with_columns(pl.col("label").replace_strict(named, return_dtype=pl.String))


def _wide(result: SoftLabel) -> pl.DataFrame:
    """One row per item; columns say the question, what the number means, and the label."""
    whose = f"{result.question}.{result.kind}" if result.labels else result.question
    of_labels = {name: f"{WORDS[prefix]}.{label}" for name, (prefix, label) in label_columns(result).items()}
    frame = result.frame()
    return frame.rename({name: f"{whose}.{of_labels.get(name, name)}" for name in frame.columns if name != "item"})
