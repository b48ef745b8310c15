"""Prodigy: JSON Lines of `db-out`, a line per person and task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oe_quality.home import home_of
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.sheet import listed
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.hugging_face import PERSON
from oe_quality.readers.tools.tool import (
    PAIRS,
    SPANS,
    UNREADABLE,
    Read,
    RecordError,
    Row,
    Tally,
    Tool,
    bad_record,
    long_mapping,
    long_sheet,
    most_records,
    refused,
    unlisted_by_question,
)
from oe_quality.scales import Question, Scale

FORMAT = "Prodigy"
CHOICE = "choice"
"""The question of a task with options; a task with one label asks whether it fits, and the label is the question."""

UNNAMED = "unnamed"
_TYPED = ("user_input", "transcript")
_SAID = ("accept", "reject", "ignore")
_SPANS = (
    "ner",
    "ner_manual",
    "spans",
    "spans_manual",
    "image_manual",
    "audio_manual",
    "pos_manual",
    "relations",
    "dep",
)
_NO_FIELDS = frozenset({"answer", "priority", "score", "rank", *PERSON})
_SESSION = re.compile(r"\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}")
_SENTENCES = {
    "span": "line{s} of spans passed over.",
    "pair": "line{s} with a comparison of two things passed over.",
    "unnamed": "line{s} without an annotator, taken as one person called 'unnamed'.",
    "session": "line{s} with a session's time in place of a person: open Prodigy with ?session=NAME to have names.",
}


def sniff(file: InputFile) -> bool:
    """Whether records carry Prodigy's hashes and an answer."""
    return most_records(file, lambda record: {"_input_hash", "answer"} <= set(record))


def table(file: InputFile) -> Read:
    """One row per line: chosen options, or whether a label fits."""
    tally, texts, fields = Tally(), set[str](), _own_fields(file)
    sheet = long_sheet(_rows(file, tally, texts, fields))
    if not sheet.height and tally["span"]:
        raise refused(file, "a data set of spans", SPANS)
    if not sheet.height and tally["pair"]:
        raise refused(file, "a data set of comparisons", PAIRS)
    questions = tuple(Question(name, Scale.TEXT, open_vocabulary=True) for name in sorted(texts))
    # A data set is a log: who answers a task again corrects themselves.
    remarks = (*_told(fields), *tally.remarks(_SENTENCES))
    mapping = long_mapping(sheet, FORMAT, questions=questions, ordered=True, remarks=remarks)
    return unlisted_by_question(sheet), mapping


def _own_fields(file: InputFile) -> list[str]:
    """The fields of a form of one's own: those that differ among the lines about one input, as no data do."""
    seen: dict[tuple[str, str], str] = {}
    found: dict[str, None] = {}
    for record in records_of(file.text):
        if isinstance(record, BadRow) or not _is_bare(record[1]):
            continue
        own = {name: text_of(value) for name, value in record[1].items() if isinstance(value, (str, int, float))}
        for name, text in own.items():
            place = (text_of(record[1].get("_input_hash")), name)
            if not name.startswith("_") and name not in _NO_FIELDS and seen.setdefault(place, text) != text:
                found[name] = None
    return list(found)


def _told(fields: Sequence[str]) -> tuple[str, ...]:
    """What to say of fields that are taken for answers, and of those that are not."""
    said = f"Fields that differ among the lines about one input are questions: {listed(fields)}; others are data."
    return (said,) if fields else ()


def _is_bare(task: Mapping[str, Any]) -> bool:
    """Whether a task has neither options nor a label nor a typed text."""
    return not ({"options", "accept", "label", "spans"} & set(task) or _text_field(task))


def _rows(file: InputFile, tally: Tally, texts: set[str], fields: Sequence[str]) -> Iterator[Row | BadRow]:
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        number, task = record
        home, asked = home_of(task)
        try:
            if task.get("answer") not in _SAID:
                raise RecordError("its answer is none of accept, reject and ignore")
            answers = list(_answers(task, tally, texts, fields))
            about = {
                "item": home or text_of(task.get("_input_hash")),
                "annotator": _who(task, tally) if answers else "",
                "status": text_of(task.get("answer")),
                "created_at": text_of(task.get("_timestamp")),
            }
        except UNREADABLE as error:
            yield bad_record(number, error)
            continue
        for question, answer, status in answers:
            named = asked if asked and question == CHOICE else question
            yield number, {**about, "question": named, "answer": answer, **({"status": status} if status else {})}


def _who(task: Mapping[str, Any], tally: Tally) -> str:
    """Who answered; without a name all are one."""
    who = text_of(task.get("_annotator_id")) or text_of(task.get("_session_id"))
    if not who:
        tally.add("unnamed")
        return UNNAMED
    if _SESSION.search(who):
        tally.add("session")
    return who


def _answers(
    task: Mapping[str, Any], tally: Tally, texts: set[str], fields: Sequence[str]
) -> Iterator[tuple[str, Any, str]]:
    """Question, answer, and the status where it is not that of the line."""
    view = text_of(task.get("_view_id"))
    if isinstance(task.get("options"), list) or "accept" in task:
        chosen = task.get("accept")
        if "mapping" in task and view in ("compare", "diff"):
            tally.add("pair")
        else:
            yield CHOICE, [text_of(one) for one in chosen] if isinstance(chosen, list) else text_of(chosen), ""
    elif isinstance(task.get("label"), str) and not task.get("spans"):
        # A label is shown and accepted or rejected: both are answers.
        said = text_of(task.get("answer"))
        yield task["label"], said, "answered" if said in ("accept", "reject") else ""
    elif name := _text_field(task):
        texts.add(name)
        yield name, text_of(task.get(name)), ""
    elif view in _SPANS or "spans" in task or "relations" in task or "audio_spans" in task:
        tally.add("span")
    elif view in ("compare", "diff") or "mapping" in task:
        tally.add("pair")
    elif fields and _is_bare(task):
        yield from ((name, text_of(task.get(name)), "") for name in fields)
    else:
        # A task without label: accepted or rejected as a whole.
        said = text_of(task.get("answer"))
        yield "answer", said, "answered" if said in ("accept", "reject") else ""


def _text_field(task: Mapping[str, Any]) -> str:
    """The field that a text was typed into, or ""."""
    names = (text_of(task.get("field_id")), *_TYPED)
    return next((name for name in names if name and isinstance(task.get(name), str)), "")


TOOL = Tool(FORMAT, sniff, table)
