"""Whether a delimited file has a header, and what its columns are called where it has none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.readers.options import ROLES, ReadOptions
from oe_quality.readers.text.csv import BadRow, find_layout, read_rows
from oe_quality.readers.text.json import is_json
from oe_quality.readers.text.reading import Header, find_header
from oe_quality.readers.text.sheet import unique_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.grid import fits, is_pattern
from oe_quality.readers.tidy.names import COMMON, is_person, plain

_LOOKED_AT = 50
_MARKS = frozenset(",;\t|")
_WORD = re.compile(r'"[^"]*"|\S+')
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")


def header_of(file: InputFile, options: ReadOptions, positional: tuple[str, ...] = ()) -> Header | None:
    """Where the names of a file's columns stand; None for files that are no delimited text.

    Args:
        file: the file; options: name columns, and say of a headerless file what they are.
        positional: what the columns of a headerless file are if `options` does not say and their number fits.

    Raises:
        InputError: the file has no header, and nothing says what its columns are.
        UsageError: more columns are named than there are.
    """
    if file.is_parquet or is_json(file.head):
        return None
    header = find_header(file)
    if _parted_by_blanks(file.first_lines):
        reason = "its cells seem to be parted by blanks, and blanks stand within names and labels, too"
        raise InputError(reason, place=file.place(1), remedy="Save it as CSV, or with a tab between cells.")
    if header is None:
        raise InputError("the file holds no rows of text", place=file.place(), remedy="Export it again.")
    rows = _first_rows(file)[header.notes :]
    first, cells = rows[0]
    if _has_header(cells, [row for _, row in rows[1:]], options):
        _refuse_positions(cells, options, file.place(first))
        return header
    names = _names_by_position(len(header.names), options, positional, file.place(first))
    return Header(unique_names(names), header.delimiter, first - 1)


def _parted_by_blanks(lines: Sequence[str]) -> bool:
    """Whether the lines have no other mark between cells, and the same number of words each, but perhaps the first."""
    told = [line.strip() for line in lines if line.strip()]
    if len(told) < 2 or any(set(line) & _MARKS for line in told):
        return False
    words = {len(_WORD.findall(line)) for line in told[1:]}
    return len(words) == 1 and min(words) > 1 and len(_WORD.findall(told[0])) in words | {min(words) - 1}


def _first_rows(file: InputFile) -> list[tuple[int, list[str]]]:
    layout = find_layout(file.first_lines)
    rows = read_rows(file.first_lines[layout.skipped :], layout.delimiter)
    return [(row[0] + layout.skipped, row[1]) for row in rows if not isinstance(row, BadRow)][:_LOOKED_AT]


def _has_header(cells: Sequence[str], rows: Sequence[Sequence[str]], options: ReadOptions) -> bool:
    """Whether a first row names columns rather than answering."""
    spelt = [plain(cell) for cell in cells]
    if options.columns:
        return spelt[: len(options.columns)] == [plain(name) for name in options.columns] or _names_people(cells)
    common = {name for role in ("item", "annotator", "label", "gold", "question") for name in COMMON[role]}
    if not (_told(options) | common).isdisjoint(spelt) or _names_people(cells) or _named_so(options, cells):
        return True
    return _stands_apart(cells, rows)


def _told(options: ReadOptions) -> set[str]:
    """The names that the user gave, in the spelling of `plain`."""
    single = (
        getattr(options, role) for role in (*ROLES, "status", "source", "confidence", "started", "finished", "reason")
    )
    several = (*options.one_hot, *options.wide, *options.counted, *options.zipped)
    flat = [name for given in single if given for name in ((given,) if isinstance(given, str) else given)]
    mapped = () if options.mapping is None else options.mapping.columns
    return {plain(name) for name in (*flat, *several, *mapped) if name}


def _named_so(options: ReadOptions, cells: Sequence[str]) -> bool:
    """Whether cells follow the pattern of names that the user gives."""
    return any(sum(fits(text, cell) for cell in cells) > 1 for text in filter(is_pattern, options.wide))


def _names_people(cells: Sequence[str]) -> bool:
    """Whether the row names annotators, such as `Rater 1`, `Rater 2`."""
    return sum(map(is_person, cells)) >= 2


def _stands_apart(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a row of different words stands over columns none of which holds its word, and some of which are numbers
    or come from a short list."""
    texts = [cell.strip() for cell in cells]
    if len(rows) < 2 or "" in texts or len(set(texts)) < len(texts) or any(map(_NUMBER.fullmatch, texts)):
        return False
    columns = [[row[place].strip() for row in rows if place < len(row)] for place in range(len(texts))]
    if any(text in column for text, column in zip(texts, columns, strict=True)):
        return False
    return any(_is_closed(column) for column in columns)


def _is_closed(column: Sequence[str]) -> bool:
    numbers = sum(1 for cell in column if _NUMBER.fullmatch(cell))
    return numbers > len(column) / 2 or len(set(column)) <= len(column) / 2


def _refuse_positions(cells: Sequence[str], options: ReadOptions, place: Place) -> None:
    """Raise where columns are named by position although the file names them itself otherwise."""
    spelt = [plain(cell) for cell in cells]
    if options.columns and spelt[: len(options.columns)] != [plain(name) for name in options.columns]:
        raise UsageError(
            "the first row names annotators: it is a header, and --columns is for files without one",
            place=place,
            remedy="Leave --columns away; a column per annotator is read as it is (--wide says which).",
        )


def _names_by_position(width: int, options: ReadOptions, positional: tuple[str, ...], place: Place) -> list[str]:
    """The names of a headerless file's columns: as the user says, else `positional` if the number fits."""
    if not options.columns and len(positional) == width:
        return list(positional)
    if not options.columns:
        raise InputError(
            f"none of the {width} cells of the first row is a column name that is known; the file may have no header",
            place=place,
            remedy=f"Without a header, say what the columns are by position: --columns {_example(width)}. "
            "With one, name them: --item COL --annotator COL --label COL; or --wide COL,... if each is a person.",
        )
    if len(options.columns) > width:
        raise UsageError(
            f"{len(options.columns)} columns are named, and the rows have {width}",
            remedy=f"Name each column once, by position, out of {', '.join(ROLES)}; any other word is passed over.",
        )
    names = list(options.columns)
    return names + [f"column {number}" for number in range(len(names) + 1, width + 1)]


def _example(width: int) -> str:
    """Roles for `--columns` as an example of as many as there are."""
    likely = ("item", "annotator", "label", "gold")
    return ",".join((*likely[:width], *("-" for _ in range(width - len(likely)))))
