"""PsychoPy: a row per trial, with columns of the conditions and of what was pressed or chosen."""

from __future__ import annotations

from collections.abc import Sequence

from oe_quality.readers.mapping import Answers, Keep, Mapping
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, refused

FORMAT = "PsychoPy"
_OWN = frozenset({"psychopyVersion", "expName"})
_ITEMS = frozenset(
    (
        *("item", "item_id", "stimulus", "stim", "stimfile", "clip", "clip_id", "file", "filename", "word"),
        *("image", "imagefile", "audio", "audiofile", "sound", "soundfile", "video", "videofile", "sentence", "text"),
    )
)
_ANSWERED = (".keys", ".response", ".text", ".clicked_name")
_TIMED = ".rt"


def sniff(file: InputFile) -> bool:
    """Whether there are the columns that PsychoPy writes of itself."""
    return not file.is_parquet and set(column_names(file)) >= _OWN


def table(file: InputFile) -> Read:
    """A trial is an answer where one column is called as items are and one holds answers; else both are asked about."""
    sheet = read_sheet(file)
    items = [name for name in sheet.names if name.strip().lower() in _ITEMS]
    answers = [name for name in sheet.names if name.endswith(_ANSWERED) and _is_answered(sheet, name)]
    if len(items) != 1 or len(answers) != 1 or not sheet.has("participant"):
        raise refused(file, "a PsychoPy table, whose conditions and answers have names of your own", _remedy(answers))
    timed = answers[0].rpartition(".")[0] + _TIMED
    return sheet, Mapping(
        format=FORMAT,
        # Instructions, breaks and the end of a session are rows too, and show no item.
        steps=(Keep(items[0], ("",), but=True, called="row without an item"),),
        item=(items[0],),
        annotator=("participant",),
        answers=(Answers(answers[0]),),
        duration=timed if sheet.has(timed) else None,
    )


def _is_answered(sheet: Sheet, name: str) -> bool:
    return any(cell.strip() not in ("", "None") for cell in sheet.cells(name))


def _remedy(answers: Sequence[str]) -> str:
    likely = f"--label {answers[0]}" if answers else "--label COLUMN"
    return f"Say which column of the conditions names items, and which holds answers: --item COLUMN {likely}"


TOOL = Tool(FORMAT, sniff, table)
