"""Models that a file may hold without saying so: asked about, never guessed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

import polars as pl

from oe_quality.readers.mapping import Mapping
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.tidy.names import COMMON, SETTLED, plain

LOOKED_AT = 10_000
"""Rows that are looked at."""
MOST_LABELS = 200
"""A column with more different texts is no column of labels."""
_SHOWN = 5
_MERGED = 0.2
"""Share of rows without an item from which it is no slip."""
_FAMILIES = (
    r"gpt|chatgpt|gemini|gemma|llama|mistral|mixtral|qwen|deepseek|claude[ _-]?(\d|opus|sonnet|haiku|instant)|"
    r"command-r|phi-?\d|whisper|wav2vec2?|(ro)?bert[-_](base|large)|llm|ai judge|language model"
)
_VERDICTS = SETTLED.union(COMMON["gold"], ("gold_standard", "expert_consensus", "average", "mean"))
"""Names of what was known or made of everybody's answers, in the spelling of `plain`."""
_MODEL = re.compile(
    rf"(^|[^a-z])({_FAMILIES})([^a-z]|$)|(^|[ _-])(model|classifier)([ _-]?(\d+|label|score|rating|answer))?$",
    re.IGNORECASE,
)


def people_named_like_models(people: Iterable[str]) -> list[str]:
    """What to say of annotators who are taken for people and bear names of models, in at most one sentence.

    >>> people_named_like_models(["ana", "gpt-4o"])
    ["'gpt-4o' is named like a model and taken for a person; if it is a model, say --model gpt-4o."]
    """
    found = sorted(name for name in people if _MODEL.search(name))
    if not found:
        return []
    options = " ".join(f"--model {shlex.quote(name)}" for name in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    named = f"{', '.join(map(repr, found[:_SHOWN]))}{more}"
    if len(found) == 1:
        return [f"{named} is named like a model and taken for a person; if it is a model, say {options}."]
    return [f"{named} are named like models and taken for people; of those that are models, say {options}."]


def people_named_like_verdicts(people: Iterable[str]) -> list[str]:
    """What to say of annotators who are called as what was made of everybody's answers, in at most one sentence.

    >>> people_named_like_verdicts(["ana", "MAJORITY"])[0][:52]
    "'MAJORITY' is called as what was settled on, and tak"
    """
    found = sorted(name for name in people if plain(name) in _VERDICTS)
    if not found:
        return []
    verb = "is" if len(found) == 1 else "are"
    return [
        f"{', '.join(map(repr, found[:_SHOWN]))} {verb} called as what was settled on, and taken for a person. Give "
        "known right answers as a file of their own (--gold FILE), and leave out what was made of the others' answers."
    ]


def suspected_people(people: pl.Series) -> list[str]:
    """What to say of annotators who may be none."""
    names = people.to_list()
    return [*people_named_like_models(names), *people_named_like_verdicts(names)]


def cells_merged(rows: pl.DataFrame) -> list[str]:
    """What to say of rows that name no item and stand below one that does, in at most one sentence.

    Args:
        rows: `item`, `annotator`: of each row of a file, in its order.
    """
    nameless = (rows["item"] == "") & (rows["annotator"] != "")
    n = int(nameless.sum())
    if n < 2 or n < _MERGED * rows.height or nameless[0]:
        return []
    return [f"{n:,} rows name no item: where cells of a spreadsheet were merged, fill each down and export again."]


def columns_like_answers(sheet: Sheet, mapping: Mapping) -> list[str]:
    """What to say of columns without a role that give each item one of the labels that people give, by a model or as
    known right; at most one sentence."""
    if mapping.format != "tidy" or len(mapping.answers) != 1 or len(mapping.annotator) != 1 or mapping.question:
        return []
    seen = sheet.head(LOOKED_AT)
    answers = set(_texts(seen.cells(mapping.answers[0].column)).unique())
    item = pl.DataFrame([seen.cells(name).alias(str(n)) for n, name in enumerate(mapping.item)])
    keys = item.select(pl.struct(pl.all()).alias("item")).to_series()
    read = set(mapping.columns)
    free = [name for name in seen.names if name not in read and seen.has(name)]
    found = [name for name in free if _answers_items(_texts(seen.cells(name)), keys, answers)]
    if not found:
        return []
    name = shlex.quote(found[0])
    which = repr(found[0]) if len(found) == 1 else f"Each of {', '.join(map(repr, found[:_SHOWN]))}"
    return [
        f"{which} gives every item one of the labels that people give. If a model gave them, say --model {name}; if "
        f"they are known to be right, --gold-column {name}."
    ]


def _texts(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars()


def _answers_items(cells: pl.Series, keys: pl.Series, answers: set[str]) -> bool:
    """Whether a column holds two or more of these texts, one for each item, of which some stand in several rows."""
    there = cells != ""
    texts = set(cells.filter(there).unique())
    if not 2 <= len(texts) <= MOST_LABELS or not texts <= answers:
        return False
    pairs = pl.DataFrame({"item": keys, "text": cells}).filter(there)
    n_items = pairs["item"].n_unique()
    return n_items == pairs.n_unique() < pairs.height
