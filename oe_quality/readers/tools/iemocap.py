"""IEMOCAP: text files of evaluations, a turn at a time, with each evaluator's words and ratings under it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oe_quality.diction import CLIPS
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Row, Tool, long_mapping, long_sheet, refused, unlisted_by_question
from oe_quality.scales import Question, Scale

FORMAT = "IEMOCAP evaluations"
_TURN = re.compile(r"\[\s*[\d.]+\s*-\s*[\d.]+\s*\]\s+(Ses\d\d[FM]_\S+)\s+(\S+)(\s+\[.*\])?\s*")
_SAID = re.compile(r"([CA])-([EFM]\d*):\s*(.*)")
_RATING = re.compile(r"(val|act|dom)\s+(\d+(?:\.\d+)?)")
_NAMES = {"val": "valence", "act": "activation", "dom": "dominance"}
_RATINGS = tuple(Question(name, Scale.INTERVAL, low=1, high=5) for name in _NAMES.values())
_FIRST = 200
"""Lines among which a turn stands."""


def sniff(file: InputFile) -> bool:
    """Whether most of the first lines are turns of a session and what was said of them."""
    if file.is_parquet or "Ses0" not in file.head:
        return False
    lines = [line.strip() for line in file.first_lines[:_FIRST] if line.strip() and not line.startswith("%")]
    turns, said = (sum(form.fullmatch(line) is not None for line in lines) for form in (_TURN, _SAID))
    return turns > 0 and 2 * (turns + said) > len(lines)


def table(file: InputFile) -> Read:
    """One row per evaluator and question of a turn."""
    sheet = long_sheet(_rows(file.text))
    if not sheet.height:
        raise refused(
            file, "a list of IEMOCAP turns without evaluators", "Load the files of dialog/EmoEvaluation as they are."
        )
    remark = "Evaluators E1, E2 ... are listeners; F1, M1 ... are the actors on themselves."
    mapping = long_mapping(sheet, FORMAT, questions=_RATINGS, remarks=(remark,))
    return unlisted_by_question(sheet), mapping


def _rows(text: str) -> Iterator[Row | BadRow]:
    turn = ""
    for number, line in enumerate(text.splitlines(), 1):
        head, said = _TURN.fullmatch(line), _SAID.fullmatch(line.strip())
        if head:
            turn = head[1]
        elif said and turn:
            yield from _answers(number, turn, said)
        elif line.strip() and not line.startswith("%"):
            yield BadRow(number, "it is no turn and nobody's evaluation of one")


def _answers(number: int, turn: str, said: re.Match[str]) -> Iterator[Row | BadRow]:
    kind, who, content = said.groups()
    about = {"item": turn, "annotator": who}
    words, _, _ = content.partition("(")
    if kind == "C":
        labels = [part.strip() for part in words.split(";") if part.strip()]
        yield number, {**about, "question": "emotion", "answer": labels, "status": "submitted" if labels else "empty"}
        return
    ratings = _RATING.findall(words)
    if not ratings:
        yield number, {**about, "question": "valence", "answer": "", "status": "empty"}
    for name, value in ratings:
        yield number, {**about, "question": _NAMES[name], "answer": value, "status": "submitted"}


TOOL = Tool(FORMAT, sniff, table, diction=CLIPS)
