"""Tables that say more of items or of annotators: a row for each, a column that names them, the others attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import polars as pl

from oe_quality.errors import InputError, UsageError
from oe_quality.plaintext import count
from oe_quality.privacy import cleaned, scrub
from oe_quality.readers.answers.columns import identifier, plain_cells
from oe_quality.readers.answers.identifiers import fault, without_emails
from oe_quality.readers.join import ITEM, KINDS, Join, parse_join
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions, Scope
from oe_quality.readers.rows import ATTRIBUTE, Export
from oe_quality.readers.spelling import fold_column
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.finder import there_are
from oe_quality.readers.tidy.names import COMMON, plain

SHOWN = 5
"""Names without a match that are told."""

_KEY = "say which column names what: --join {}=item:COLUMN or --join {}=annotator:COLUMN."


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A table, read.

    Attributes:
        name: of its file; kind: what it describes.
        rows: columns of `ATTRIBUTE`, and `line`; names: everything that it describes.
        unnamed: rows that name nothing.
    """

    name: str
    kind: str
    rows: pl.DataFrame
    names: pl.Series
    unnamed: int


@dataclass(slots=True)
class Joining:
    """Gives exports of one call the attributes that tables hold, and tells what found no match in any of them."""

    _tables: dict[tuple[object, ...], _Table] = field(default_factory=dict)
    _met: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _bare: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def joined(self, export: Export, options: ReadOptions, mapping: Mapping | None = None) -> Export:
        """The export with the attributes of its items and annotators.

        Args:
            export: it; mapping: what its columns mean, where it has some.
            options: with which it was read; they tell how names are spelt, and name tables where there is no mapping.

        Raises:
            InputError: a table cannot be read, says two things of one name, or another thing than the export.
            UsageError: it is open which column names items or annotators.
        """
        for text in options.join if mapping is None else mapping.join:
            export = self._one(export, text, options, mapping or Mapping())
        return export

    def remarks(self) -> tuple[str, ...]:
        """What found no match, in sentences; to be asked once all exports were joined."""
        said: list[str] = []
        for table in self._tables.values():
            place = (table.name, table.kind)
            met = self._met[place]
            without = sorted(name for name in table.names if name not in met)
            rows = count(len(table.names), table.kind)
            said.append(f"{table.name} describes {rows}; {len(table.names) - len(without):,} of them occur here.")
            if without:
                said.append(f"Without an answer here: {_named(without)}.")
            if self._bare[place]:
                bare = sorted(self._bare[place])
                said.append(f"{table.name} has no row for {count(len(bare), table.kind)}: {_named(bare)}.")
            if table.unnamed:
                said.append(f"{count(table.unnamed, 'row')} of {table.name} name no {table.kind}.")
        return tuple(dict.fromkeys(said))

    def _one(self, export: Export, text: str, options: ReadOptions, mapping: Mapping) -> Export:
        key = (text, mapping.item, mapping.annotator, options.fold)
        table = self._tables.get(key) or self._tables.setdefault(key, _read(parse_join(text), mapping, options))
        own = pl.concat(part[table.kind] for part in export.all_parts()).unique()
        prefix = f"{PurePath(export.file).name.partition('.')[0]}:" if options.scope is Scope.FILE else ""
        names = own.str.strip_prefix(prefix) if prefix else own
        place = (table.name, table.kind)
        self._met.setdefault(place, set()).update(names.filter(names.is_in(table.names.implode())))
        self._bare.setdefault(place, set()).update(names.filter(~names.is_in(table.names.implode())))
        known = table.rows.filter(pl.col("key").is_in(names.implode())).with_columns(key=prefix + pl.col("key"))
        before = export.items if table.kind == ITEM else export.annotators
        _refuse_other(before, known, table)
        both = pl.concat([before, known.select(list(ATTRIBUTE))]).unique(["key", "name"], keep="first")
        frame = both.sort("key", "name")
        return replace(export, items=frame) if table.kind == ITEM else replace(export, annotators=frame)


def joined(export: Export, options: ReadOptions, mapping: Mapping | None = None) -> Export:
    """One export with the attributes that tables hold, and with what is to be said of them."""
    joining = Joining()
    export = joining.joined(export, options, mapping)
    return replace(export, remarks=(*export.remarks, *joining.remarks()))


def _read(join: Join, mapping: Mapping, options: ReadOptions) -> _Table:
    """A table with a row per item or annotator."""
    file = open_input(join.path)
    sheet = read_sheet(file)
    if sheet.rejects:
        bad = sheet.rejects[0]
        raise InputError(bad.reason, place=file.place(bad.line), remedy="Mend the row, or leave it out.")
    kind, columns = _key(sheet, join, mapping, file)
    frame = pl.DataFrame([sheet.frame[LINE].alias("line")]).with_columns(key=identifier(sheet, columns))
    frame, _ = without_emails(frame, ["key"])
    frame = fold_column(frame, ["key"], options.fold)
    faulty = frame.filter(fault(pl.col("key"), "").fill_null("") != "")
    if faulty.height:
        raise InputError(f"a name of the column {columns[0]!r} cannot be read", place=file.place(faulty["line"][0]))
    described = [name for name in sheet.names if name not in columns]
    parts = [
        frame.with_columns(plain_cells(sheet.cells(name)).alias("value"), name=pl.lit(scrub(name)))
        for name in described
    ]
    if not parts:
        raise UsageError("the table has no column beside the names", place=file.place(), remedy=there_are(sheet.names))
    rows = pl.concat(parts).filter((pl.col("key") != "") & (pl.col("value") != ""))
    rows = rows.with_columns(value=cleaned(rows["value"], scrub))
    _refuse_doubles(rows, file)
    once = rows.unique(["key", "name"], keep="first", maintain_order=True).select(*ATTRIBUTE, "line")
    names = frame.filter(pl.col("key") != "")["key"].unique().sort()
    return _Table(file.name, kind, once, names, int((frame["key"] == "").sum()))


def _key(sheet: Sheet, join: Join, mapping: Mapping, file: InputFile) -> tuple[str, tuple[str, ...]]:
    """What a table describes, and the columns that name it.

    Raises:
        UsageError: none is known, or both are.
    """
    remedy = _KEY.format(file.name, file.name)
    if join.column:
        if not sheet.has(join.column):
            raise UsageError(f"there is no column {join.column!r}", place=file.place(), remedy=there_are(sheet.names))
        kinds = (join.kind,) if join.kind else _kinds(join.column, mapping)
        if len(kinds) != 1:
            what = f"the column {join.column!r} may name items or annotators"
            raise UsageError(what, place=file.place(), remedy=f"To decide, {remedy}")
        return kinds[0], (join.column,)
    found = _by_own_names(sheet, mapping) or _by_common_names(sheet)
    if len(found) == 1:
        ((kind, columns),) = found.items()
        return kind, columns
    what = "no column is known to name items or annotators"
    if found:
        what = f"it has names of both: {' and '.join(repr(columns[0]) for columns in found.values())}"
    raise UsageError(what, place=file.place(), remedy=f"To join it, {remedy} {there_are(sheet.names)}")


def _kinds(column: str, mapping: Mapping) -> tuple[str, ...]:
    """What a column may name, by its name."""
    own = tuple(kind for kind in KINDS if (column,) == getattr(mapping, kind))
    return own or tuple(kind for kind in KINDS if plain(column) in COMMON[kind])


def _by_own_names(sheet: Sheet, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """Columns that are called as those of the export are."""
    named = {kind: getattr(mapping, kind) for kind in KINDS}
    return {kind: columns for kind, columns in named.items() if columns and all(map(sheet.has, columns))}


def _by_common_names(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Columns that are called as items or annotators commonly are; of several the likeliest."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        named = [name for word in COMMON[kind] for name in sheet.names if plain(name) == word]
        if named:
            found[kind] = (named[0],)
    return found


def _refuse_doubles(rows: pl.DataFrame, file: InputFile) -> None:
    """Raise where a name stands twice with different values."""
    differs = rows.filter(pl.col("value").n_unique().over("key", "name") > 1)
    if not differs.height:
        return
    last = differs.filter(pl.struct("key", "name") == pl.struct("key", "name").first())
    other = last.filter(pl.col("value") != pl.col("value").first()).row(0, named=True)
    first = last.row(0, named=True)
    raise InputError(
        f"{scrub(other['key'])!r} has another {other['name']!r} here than in line {first['line']}",
        place=file.place(other["line"], other["name"]),
        remedy="A table that is joined has one row for each name, or rows that say the same.",
    )


def _refuse_other(own: pl.DataFrame, known: pl.DataFrame, table: _Table) -> None:
    """Raise where a table says another thing than the export itself."""
    both = known.join(own, on=["key", "name"], suffix="_own").filter(pl.col("value") != pl.col("value_own"))
    if both.height:
        row = both.sort("line").row(0, named=True)
        raise InputError(
            f"{table.name}, line {row['line']}, says another {row['name']!r} of {scrub(row['key'])!r} than the export",
            remedy=f"Call the column of {table.name} otherwise, or leave it out.",
        )


def _named(names: Sequence[str] | Iterable[str]) -> str:
    shown = list(names)
    more = f" and {len(shown) - SHOWN:,} more" if len(shown) > SHOWN else ""
    return ", ".join(repr(scrub(name)[:40]) for name in shown[:SHOWN]) + more
