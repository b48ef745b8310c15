"""Label Studio's JSON_MIN, CSV and TSV: one row per annotation, the task's data and the answers beside each other.

Skipped annotations, drafts and predictions are absent from these forms. `id` is the task's number in JSON_MIN, and in
CSV the data's own id where the data have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oe_quality.home import ITEM
from oe_quality.plaintext import count
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import is_json, parse_json
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.label_studio_values import paths_of
from oe_quality.readers.tools.tool import Read, Tool, mapped, rating, refused, unlisted, varying, with_cells
from oe_quality.scales import Question, Scale

FORMAT = "Label Studio table"
_OWN = ("annotation_id", "annotator", "lead_time", "created_at", "updated_at", "id", "agreement")
_SPANS = ("start", "end", "labels", "x", "points", "brush", "rle")
_FEW = 20
"""Different texts at most that a column of answers holds where nothing else tells it from data."""

_NUMBERED = (
    "Items are named by the task's number; the JSON and CSV exports name them by the data's own id if there is one."
)
_LOST = "Skipped annotations, drafts, predictions and ground truth are not in this form; the JSON export has them."


def sniff(file: InputFile) -> bool:
    """Whether there are the columns that the tool adds."""
    names = set(column_names(file))
    return {"annotation_id", "annotator", "id"} <= names and bool(names & {"lead_time", "updated_at"})


def table(file: InputFile) -> Read:
    """Each annotation with its answers unwrapped."""
    sheet = read_sheet(file)
    others = [name for name in sheet.names if name not in _OWN]
    wrapped = {name: _kind(sheet.cells(name).to_list()) for name in others}
    if "spans" in wrapped.values() and not set(wrapped.values()) - {"", "spans"}:
        raise refused(file, "a table of spans or regions", "Export the project as JSON; spans are items of their own.")
    asked, doubtful = _asked(sheet, others, wrapped, json=is_json(file.head))
    if not asked:
        raise refused(
            file,
            "a table of annotations in which no column is known to hold answers",
            f"Name them with --label; the columns are {', '.join(map(repr, others[:20]))}.",
        )
    changed = {name: mapped(sheet.cells(name), _plain) for name in asked if wrapped[name]}
    sheet = with_cells(sheet, changed)
    single = {name: unlisted(sheet.cells(name)) for name in asked if wrapped[name] != "taxonomy"}
    sheet = with_cells(sheet, single)
    remarks = (*doubtful, *((_NUMBERED,) if is_json(file.head) else ()), _LOST)
    known = [name for name in asked if wrapped[name] in ("number", "taxonomy", "rating")]
    questions = tuple(_question(name, wrapped[name], sheet) for name in known)
    return sheet, Mapping(
        format=FORMAT,
        item=(ITEM if sheet.has(ITEM) else "id",),
        annotator=("annotator",),
        answers=tuple(Answers(name) for name in asked),
        time="created_at" if sheet.has("created_at") else None,
        duration="lead_time" if sheet.has("lead_time") else None,
        questions=questions,
        remarks=remarks,
    )


def _question(name: str, kind: str, sheet: Sheet) -> Question:
    if kind == "rating":
        return rating(name, sheet.cells(name).unique().to_list())
    if kind == "number":
        return Question(name, Scale.INTERVAL)
    return Question(name, Scale.MULTILABEL, open_vocabulary=True, hierarchical=True)


def _kind(cells: Sequence[str]) -> str:
    """What the wrapped cells of a column hold: `choices`, `rating`, ..., `spans`; "" where they are plain."""
    for cell in cells:
        if cell[:1] in ("{", "["):
            found = _parsed(cell)
            first = found[0] if isinstance(found, list) and found else found
            if isinstance(first, dict):
                if not set(first).isdisjoint(_SPANS):
                    return "spans"
                for kind in ("choices", "rating", "number", "taxonomy", "text"):
                    if kind in first:
                        return kind
    return ""


def _parsed(cell: str) -> Any:
    try:
        return parse_json(cell)
    except ValueError:
        return None


def _plain(cell: str) -> Any:
    """A wrapped answer as labels, a number or a text."""
    if cell[:1] not in ("{", "["):
        return cell
    found = parse_json(cell)
    parts = found if isinstance(found, list) else [found]
    if all(isinstance(part, str) for part in parts):
        return parts
    answers = [_of_part(part) for part in parts]
    if all(isinstance(answer, list) for answer in answers):
        return [label for answer in answers for label in answer]
    return answers[-1] if len(answers) == 1 else "\n".join(map(text_of, answers))


def _of_part(part: Any) -> Any:
    if "taxonomy" in part:
        return paths_of(part["taxonomy"])
    if "choices" in part:
        return paths_of(part["choices"])
    kind = next((kind for kind in ("rating", "number", "text") if kind in part), None)
    if kind is None:
        raise ValueError("it holds no answer")
    value = part[kind]
    return "\n".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def _asked(
    sheet: Sheet, others: Sequence[str], wrapped: dict[str, str], *, json: bool
) -> tuple[list[str], tuple[str, ...]]:
    """The columns that hold answers, and what to say of those that may be data, or answers as well.

    Answers are wrapped in objects, or differ among the annotations of one task. In JSON they stand after the task's
    `id`; where that comes first, the data have an `id` themselves, and stand after it too.
    """
    names = list(sheet.names)
    certain = set()
    if json and names.index("id") > 0:
        certain = set(names[names.index("id") + 1 : names.index("annotator")]) & set(others)
    told = {name for name in others if wrapped[name] and wrapped[name] != "spans"}
    told |= set(varying(sheet, "id", others))
    few = {name for name in others if name not in told and 1 < sheet.cells(name).n_unique() <= _FEW}
    certain = {name for name in certain if name in told or name in few or sheet.cells(name).n_unique() == 1}
    asked = [name for name in others if wrapped[name] != "spans" and name in told | certain]
    if not asked:
        asked = [name for name in others if name in few and sheet.cells(name).n_unique() < sheet.height]
        return asked, _doubt(asked, "may be data")
    left = [name for name in others if name in few and name not in asked and not _is_address(sheet, name)]
    return asked, _doubt(left, "may be answers")


def _is_address(sheet: Sheet, name: str) -> bool:
    """Whether a column says where the data lie, as no answer does."""
    return bool(sheet.cells(name).str.contains("/", literal=True).all())


def _doubt(columns: Sequence[str], what: str) -> tuple[str, ...]:
    """A remark on columns that may be answers or data."""
    if not columns:
        return ()
    named = f"{count(len(columns), 'column')} ({', '.join(map(repr, columns[:5]))}), never different within a task,"
    if what == "may be data":
        return (f"{named} taken as answers; if some are data, name all answers with --label.",)
    return (f"{named} taken as its data; if they are answers, name all answers with --label.",)


TOOL = Tool(FORMAT, sniff, table)
