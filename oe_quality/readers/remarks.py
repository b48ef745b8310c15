"""What is to be said of a file that was read: of its names, its repeats, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence

import polars as pl

from oe_quality.readers.answers.scales import Understood
from oe_quality.readers.drafting import Draft
from oe_quality.readers.fates import Tally
from oe_quality.readers.mapping import ANONYMOUS, Mapping
from oe_quality.readers.options import Repeats
from oe_quality.readers.rows import Source
from oe_quality.readers.spelling import name_lookalikes
from oe_quality.readers.text.source import cut_remark

_WHICH = {
    Repeats.LAST: "the last one counts",
    Repeats.FIRST: "the first one counts",
    Repeats.AGREED: "the last one by time counts, and of equal ones one",
    Repeats.OCCASIONS: "all count",
}

_CONTESTED = (
    "no time tells which is later: none counts, all are kept. Name the column of times (--time), or say what they are: "
    "--repeats last, first or occasions"
)

MANY_REPEATS = 0.2
"""Share of repeated rows from which something else than corrections is likely."""


def named_kinds(mapping: Mapping) -> tuple[str, ...]:
    return ("item",) if mapping.annotator_is == ANONYMOUS else ("item", "annotator")


def people_of(made: Draft) -> pl.Series:
    """The annotator of each row that is no model's."""
    return made.rows.filter(pl.col("source") != Source.MODEL.value)["annotator"]


def names_said(hidden: int, names: Dict[str, pl.Series]) -> tuple[str, ...]:
    """What is odd about names.

    Args:
        hidden: how many names are e-mail addresses; names: of each kind (item, annotator), each once.
    """
    one = "1 name is an e-mail address and is replaced by a digest."
    many = f"{hidden:,} names are e-mail addresses and are replaced by digests."
    said = [one if hidden == 1 else many] if hidden else []
    for kind, known in names.items():
        said += name_lookalikes(f"{kind}s", known)
    return tuple(said)


def of_weights(mapping: Mapping) -> list[str]:
    if mapping.annotator_is != ANONYMOUS:
        return []
    return [
        "Nobody is named: each answer is taken as somebody's of their own. Agreement and shares of labels are as with "
        "names; the reliability of annotators, their pairs and their repeats cannot be known."
    ]


def of_empty_sets(own: Sequence[Understood], tally: Tally) -> list[str]:
    """What to say of rows without an answer where labels are parted in a text, which cannot show an empty set."""
    parted = [repr(one.question.name) for one in own if one.separator]
    if not parted or tally.counts.skipped <= sum(n for n, _ in tally.left):
        return []
    return [f"An empty cell of {', '.join(parted)} is no answer; where it says that no label was chosen, write []."]


def remarks_on(made: Draft, tally: Tally, refused: pl.DataFrame) -> list[str]:
    """What to say of repeats, of rows without an answer, of models and of the file's bytes.

    Args:
        made: the file; tally: where its rows went; refused: what could not be used, columns of `REJECT`.
    """
    counts, left = tally.counts, [(n, word or "without a status") for n, word in tally.left]
    said = (
        (counts.superseded - tally.contested, "repeat", f"an answer by the same annotator; {_WHICH[made.rule]}"),
        (tally.contested, "contradict", f"another answer by the same annotator to the same question; {_CONTESTED}"),
        (counts.skipped - sum(n for n, _ in left), "hold", "no answer"),
    )
    remarks = [
        f"{n:,} row{'s' if n > 1 else ''} {verb}{'' if n > 1 else 's'} {what}." for n, verb, what in said if n > 0
    ]
    if left:
        kinds = ", ".join(f"{n:,} {word!r}" for n, word in left)
        remarks.append(f"Rows that are no answers by their status: {kinds}.")
    if counts.superseded > MANY_REPEATS * counts.read:
        remarks.append(
            "So many repeats are rare: is an item named by several columns (--item A --item B), or are they retests "
            "(--repeats occasions)?"
        )
    if made.mapping.models and not tally.models:
        named = ", ".join(map(repr, made.mapping.models))
        remarks.append(f"No answer here is by {named}, which --model names, and no column is called that.")
    if refused["reason"].str.contains("UTF-8", literal=True).any():
        remarks.append(
            "Some rows are no valid UTF-8. A file from Windows may be mended with: iconv -f WINDOWS-1252 -t UTF-8"
        )
    return [*remarks, *made.file.remarks, *cut_remark(made.file)]
