"""The one collector: cells and what they mean in, an export out, and every row accounted for.

Everything is done a column at a time. `drafting` reads all but the answers' meaning, which depends on the scale of
their question; the scale depends on all files of a call (`scaling`). `finish` then codes the answers (`meaning`). Three
frames follow each other: rows (what a row says beside its answers), cells (one row per answer, as written; see `cells`)
and answers (as meant). `fates` counts what became of each row, `telling` and `remarks` say it.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence

import polars as pl

from oe_quality.errors import InputError
from oe_quality.progress import Progress, silent
from oe_quality.readers.answers.gold import settle_gold, with_new_names
from oe_quality.readers.answers.repeats import Settled
from oe_quality.readers.answers.scales import Understood
from oe_quality.readers.copied import copied_said
from oe_quality.readers.drafting import Draft, draft
from oe_quality.readers.fates import FATES, Tally, fates_of
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.meaning import mean
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.remarks import named_kinds, names_said, of_empty_sets, of_weights, people_of, remarks_on
from oe_quality.readers.rows import RESPONSE, Export, Source
from oe_quality.readers.scaling import settle
from oe_quality.readers.suspected import cells_merged, suspected_people
from oe_quality.readers.telling import NOT_READ
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.turned import turned_said
from oe_quality.readers.undecided import in_words, undecided

MOST_CONTESTED = 0.5
"""Share of rows that contradict others from which the file is not understood."""

_FEWEST_CONTRARY = 20


def collect(
    file: InputFile, sheet: Sheet, mapping: Mapping, options: ReadOptions | None = None, progress: Progress = silent
) -> Export:
    """A file of cells as an export, by itself.

    Args:
        file: where the cells come from.
        sheet: the cells.
        mapping: what they mean; the options go before it.
        options: what the user says.
        progress: called while reading.

    Raises:
        InputError: there are no rows, or a column does not hold what its role needs.
        UsageError: the options name columns or questions that do not exist, or contradict each other.
    """
    made = draft(file, sheet, mapping, options or ReadOptions(), progress)
    return finish(made, settle([made]))


def finish(made: Draft, understood: Dict[str, Understood]) -> Export:
    """The export of a draft, once the scales of its questions are settled."""
    meant = mean(made, understood)
    settled = meant.settled(meant.usable)
    best = fates_of(meant, settled).group_by("line").agg(pl.col("fate").min())["fate"]
    made = meant.made
    tally = Tally(
        [int((best == fate).sum()) for fate in range(len(FATES))],
        tuple((len(lines), word) for word, lines in made.left_out),
        made.rows.filter(pl.col("source") == Source.MODEL.value).height,
        (
            *names_said(made.hidden, {kind: made.rows[kind].unique() for kind in named_kinds(made.mapping)}),
            *suspected_people(people_of(made).unique()),
            *in_words(undecided(settled, made.mapping), made.file.place()),
            *cells_merged(made.rows),
            *turned_said(made.things, made.mapping),
            *copied_said(meant.usable.select("item", "annotator", "question", "cell")),
        ),
    )
    return exported(made, meant.own, settled, meant.refused, tally)


def _refuse_contrary(made: Draft, tally: Tally) -> None:
    """Raise where most rows contradict others: an item is not what it was taken for, and nobody corrects so much."""
    rows = tally.counts.read
    if made.repeats is not None or rows < _FEWEST_CONTRARY or tally.contested <= MOST_CONTESTED * rows:
        return
    unread = next((said for said in made.remarks if said.startswith(NOT_READ)), "")
    raise InputError(
        f"{tally.contested:,} of {rows:,} rows contradict another answer by the same annotator about the same item",
        place=made.file.place(),
        remedy="Name every column that an item is named by (--item A --item B), the question (--question), the time "
        f"(--time), or say what repeats are (--repeats last). {unread}".strip(),
    )


def exported(made: Draft, own: Sequence[Understood], settled: Settled, refused: pl.DataFrame, tally: Tally) -> Export:
    """The export of what counts, what contradicts each other and what was refused; of the draft only what stands
    beside its rows and cells."""
    _refuse_contrary(made, tally)
    gold, bad_gold = settle_gold(made.gold, own, made.mapping.gold, made.options)
    scales = tuple(remark for one in own for remark in one.remarks)
    return Export(
        file=made.file.name,
        format=made.mapping.format,
        sha256=made.file.sha256,
        questions=tuple(with_new_names(one.question, made.options) for one in own),
        guessed=frozenset(one.question.name for one in own if one.guessed),
        responses=in_form(settled.accepted),
        contested=_states(in_form(settled.contested)),
        counts=tally.counts,
        gold=gold,
        items=made.attributes[0],
        annotators=made.attributes[1],
        repeats=made.repeats or "",
        rejects=pl.concat([made.rejects, refused, bad_gold]).sort("line", maintain_order=True),
        remarks=(
            *(*made.remarks, *tally.of_names, *of_weights(made.mapping), *scales, *remarks_on(made, tally, refused)),
            *of_empty_sets(own, tally),
        ),
        diction=made.diction,
    )


def in_form(answers: pl.DataFrame) -> pl.DataFrame:
    """Answers in the columns of `RESPONSE`."""
    return answers.select(pl.col(name).cast(dtype) for name, dtype in RESPONSE.items())


def _states(contested: pl.DataFrame) -> pl.DataFrame:
    """Answers that contradict each other, each state once, however often it is said."""
    said = [name for name in RESPONSE if name not in ("line", "confidence")]
    return contested.unique(said, keep="first", maintain_order=True)
