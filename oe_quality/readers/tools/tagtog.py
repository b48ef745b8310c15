"""tagtog: a file of annotations per document; its labels of the whole document say who gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    Row,
    Tool,
    any_record,
    long_mapping,
    long_sheet,
    most_records,
    read_each,
    refused,
)

FORMAT = "tagtog"
_MODEL = "ml:"
_PERSON = "user:"


def sniff(file: InputFile) -> bool:
    """Whether a record is a document's annotations."""
    return most_records(file, lambda record: {"annotatable", "metas", "entities"} <= set(record))


def table(file: InputFile) -> Read:
    """One row per label of the document and person; the file's name is the document's."""
    sheet = long_sheet(read_each(records_of(file.text), lambda number, record: _rows(number, record, file)))
    if not sheet.height and any_record(file, lambda record: bool(record.get("entities"))):
        raise refused(file, "a document with entities only", SPANS)
    if not sheet.height:
        raise refused(file, "a document without labels", "Export documents that were annotated.")
    remark = "Labels are called m_1, m_2 ... here; annotations-legend.json says what each is."
    return sheet, long_mapping(sheet, FORMAT, remarks=(remark,))


def _rows(number: int, record: Mapping[str, Any], file: InputFile) -> Iterator[Row]:
    for question, meta in record["metas"].items():
        for who in meta["confidence"]["who"]:
            name = text_of(who)
            yield (
                number,
                {
                    "item": file.stem.removesuffix(".ann"),
                    "annotator": name.removeprefix(_PERSON),
                    "question": text_of(question),
                    "answer": text_of(meta["value"]),
                    "source": "model" if name.startswith(_MODEL) else "human",
                },
            )


TOOL = Tool(FORMAT, sniff, table)
