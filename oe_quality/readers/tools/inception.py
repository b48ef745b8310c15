"""INCEpTION and WebAnno: labels of whole documents in UIMA CAS JSON, a file per document and person.

In a project's archive the folder is the document and the file the person: `annotation/clip_1.txt/ana.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    Row,
    Tally,
    Tool,
    long_mapping,
    long_sheet,
    refused,
    unlisted_by_question,
)

FORMAT = "INCEpTION document labels"
_STRUCTURES = "%FEATURE_STRUCTURES"
_OWN = ("uima.", "de.tudarmstadt.")
_CURATED = "CURATION_USER"
_INITIAL = "INITIAL_CAS"
_PLACES = ("annotation", "curation")


def sniff(file: InputFile) -> bool:
    """Whether it is a CAS, as JSON or as XMI; the one that a document begins with is nobody's."""
    if file.is_parquet or PurePosixPath(file.name).stem == _INITIAL:
        return False
    if "<xmi:XMI" in file.head:
        return True
    # One object, whole or damaged; records that speak of it are a table.
    holds = f'"{_STRUCTURES}"' in file.text and file.head.lstrip().startswith("{")
    return holds and all(_STRUCTURES in record for record in file.first_records)


def table(file: InputFile) -> Read:
    """One row per feature of each label of the document; curated ones are gold."""
    if "<xmi:XMI" in file.head:
        raise refused(file, "a UIMA CAS as XMI", "Export the project as UIMA CAS JSON.")
    item, who = _names(file)
    tally = Tally()
    sheet = long_sheet(_rows(file, item, who, tally))
    if not sheet.height:
        what = "a document of spans" if tally["span"] else "a document without labels of its own"
        raise refused(file, what, SPANS if tally["span"] else "Pass it over, or annotate it first.")
    remarks = tally.remarks({"span": "span{s} within the document passed over."})
    # Who curates has seen what the others said: their labels are gold, and nobody's own answer.
    mapping = long_mapping(sheet, FORMAT, status_words=(("curated", "skipped"),), remarks=remarks)
    return unlisted_by_question(sheet), mapping


def _names(file: InputFile) -> tuple[str, str]:
    """The document and the person, by the folders of the archive."""
    parts = PurePosixPath(file.name).parts
    for place, part in enumerate(parts[:-2]):
        if part in _PLACES:
            return parts[place + 1], PurePosixPath(parts[place + 2]).stem
    return file.folder or file.stem, file.stem


def _rows(file: InputFile, item: str, who: str, tally: Tally) -> Iterator[Row]:
    try:
        document = parse_json(file.text)
        structures = document[_STRUCTURES]
        found = [one for one in structures if isinstance(one, dict)]
    except (ValueError, KeyError, TypeError):
        raise refused(file, "a damaged CAS", "Export the project again.") from None
    answers: dict[str, list[str]] = {}
    for one in found:
        kind = text_of(one.get("%TYPE"))
        if kind.startswith(_OWN):
            continue
        if "begin" in one or "end" in one:
            tally.add("span")
            continue
        for name, value in _features(one):
            answers.setdefault(f"{kind.rpartition('.')[2]}.{name}", []).append(value)
    for number, (question, labels) in enumerate(answers.items(), 1):
        row: dict[str, Any] = {"item": item, "annotator": who, "question": question, "answer": labels}
        yield number, row | ({"gold": labels, "status": "curated"} if who == _CURATED else {})


def _features(structure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in structure.items():
        if not name.startswith(("%", "@", "^")) and isinstance(value, (str, int, float, bool)) and value != "":
            yield name, text_of(value)


TOOL = Tool(FORMAT, sniff, table)
