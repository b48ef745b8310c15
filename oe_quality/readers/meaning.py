"""Answers as they are meant, once the scales of their questions are settled."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.readers.answers.coding import code_cells
from oe_quality.readers.answers.gold import renamed
from oe_quality.readers.answers.repeats import Settled, merge_labels, settle_repeats
from oe_quality.readers.answers.scales import Understood
from oe_quality.readers.cells import usable_cells
from oe_quality.readers.drafting import Draft
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import REJECT, Status
from oe_quality.scales import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """A draft with its answers as meant.

    Attributes:
        made: the draft; own: its questions with their scales.
        answers: one row per answer, with `labels`, `weights`, `value`, `answered` and `lines`.
    """

    made: Draft
    own: tuple[Understood, ...]
    answers: pl.DataFrame

    @property
    def usable(self) -> pl.DataFrame:
        """The answers that can count."""
        return self.answers.filter(pl.col("reason").is_null() & pl.col("answered"))

    @property
    def refused(self) -> pl.DataFrame:
        """The answers that cannot be used, columns of `REJECT`."""
        return self.answers.filter(pl.col("reason").is_not_null()).select(list(REJECT)).unique(maintain_order=True)

    def settled(self, usable: pl.DataFrame) -> Settled:
        """What counts of answers, and what does not; see `answers.repeats`."""
        unsplit = [one.question for one in self.own if one.question.scale is Scale.MULTILABEL and not one.sets]
        return settle_repeats(merge_labels(usable, unsplit), self.made.rule)


def mean(made: Draft, understood: Dict[str, Understood]) -> Meant:
    """Read the answers of a draft, once the scales of its questions are settled."""
    own = tuple(understood[name] for name in made.questions)
    made = _without_idle_weights(made, own)
    return Meant(made, own, _answers(made.cells, own, made.options))


def _without_idle_weights(made: Draft, own: Sequence[Understood]) -> Draft:
    """The draft without a guessed column of weights where no question has sets of labels, whose weights they are.

    Raises:
        UsageError: the user named that column; it would change nothing.
    """
    column = made.mapping.weight
    theirs = made.options.weight is None and made.options.mapping is None and "weight" not in made.mapping.guessed
    if column is None or theirs or not own or any(one.question.scale is Scale.MULTILABEL for one in own):
        return made
    question = own[0].question
    if "weight" in made.mapping.guessed:
        said = f"The column {column!r} is passed over: weights are of labels in a set, and {question.name!r} has none."
        nothing = pl.lit(None, pl.Float64).alias("weight")
        return replace(made, cells=made.cells.with_columns(nothing), remarks=(*made.remarks, said))
    raise UsageError(
        f"weights are of labels in a set, and {question.name!r} is {question.scale}: {column!r} would have no effect",
        place=made.file.place(),
        remedy=f"Leave --weight away, or say --scale {question.name}=multilabel if people choose sets of labels.",
    )


def _answers(cells: pl.DataFrame, understood: Sequence[Understood], options: ReadOptions) -> pl.DataFrame:
    """Cells with what they answer; `answered` says whether they answer anything."""
    usable = usable_cells(cells)
    codes = [pl.DataFrame(schema={"cell": pl.String, "labels": pl.List(pl.String), "value": pl.Float64})]
    codes[0] = codes[0].with_columns(reason_cell=pl.lit(None, pl.String), question=pl.lit(None, pl.String))
    for one in understood:
        distinct = usable.filter(pl.col("question") == one.question.name)["cell"].unique().sort().to_list()
        coded = code_cells(one, distinct).rename({"reason": "reason_cell"})
        codes.append(renamed(coded, one.question.name, options).with_columns(question=pl.lit(one.question.name)))
    answers = cells.join(pl.concat(codes), on=["question", "cell"], how="left", maintain_order="left")
    counted = pl.col("status") == Status.ANSWERED.value
    weights = pl.col("weight").repeat_by(pl.col("labels").list.len())
    return answers.with_columns(
        reason=pl.coalesce("reason", pl.when(counted).then("reason_cell")),
        answered=counted & (pl.col("cell") != "") & (pl.col("labels").is_not_null() | pl.col("value").is_not_null()),
        weights=pl.when(pl.col("labels").is_not_null() & pl.col("weight").is_not_null()).then(weights),
        lines=pl.concat_list("line"),
    )
