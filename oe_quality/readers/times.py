"""Moments as exports write them, decided for a column as a whole: one cell alone may not say what it means."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import polars as pl

from oe_quality.readers.text.cells import number_of

KNOWN_SHARE = 0.5
"""Share of a column's cells that are times from which the others are slips rather than a sign of something else."""

_ZONES = {
    **{"UTC": 0.0, "GMT": 0.0, "Z": 0.0, "PST": -8.0, "PDT": -7.0, "MST": -7.0, "MDT": -6.0, "CST": -6.0},
    **{"CDT": -5.0, "EST": -5.0, "EDT": -4.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "WET": 0.0, "WEST": 1.0},
    **{"BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "JST": 9.0, "KST": 9.0},
    **{"AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0},
    **{"MEZ": 1.0, "MESZ": 2.0, "OEZ": 2.0, "OESZ": 3.0, "WEZ": 0.0, "WESZ": 1.0},
}
"""Hours from UTC of the zone names that crowd platforms and `date` print. Those with two meanings (IST) are not here;
CST and BST are read as the platforms that print them mean them, in America and in Britain."""

_MONTHS = {name: n for n, name in enumerate(month_abbr) if name}
_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(?:([A-Z]{1,4})|([-+]\d{2}):?(\d{2}))?"
_NUMERIC = re.compile(rf"(\d{{1,4}})[/.-](\d{{1,2}})[/.-](\d{{1,4}}){_CLOCK}{_ZONE}")
_WRITTEN = re.compile(
    r"(?:[A-Za-z]{3,9},? )?"
    r"(?:(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]|([A-Za-z]{3,9})\.? (\d{1,2}),? )(\d{4})"
    rf"{_CLOCK}{_ZONE}"
)
"""`Tue, 07 Jan 2025 16:12:23 GMT`, `7-Jan-2025`, `January 7, 2025 4:12 PM`."""
_UNIX_DATE = re.compile(r"[A-Za-z]{3},? +([A-Za-z]{3}) +(\d{1,2}) +(\d{2}):(\d{2}):(\d{2}) +([A-Z]{1,4}) +(\d{4})")
_UNITS = ((1e8, 1e10, 1.0), (1e11, 1e13, 1e-3), (1e14, 1e16, 1e-6), (1e17, 1e19, 1e-9))
"""Numbers from..to that are Unix times, and their unit in seconds: the years 1973 to 2286."""
_CLOCK_ONLY = re.compile(r"\d{1,3}:\d{2}(:\d{2})?([.,]\d+)?")


class DayOrder(StrEnum):
    """Which part of a date written in numbers comes first."""

    DAY = "dmy"
    MONTH = "mdy"


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """A column, read.

    Attributes:
        values: naive UTC; null where there is none or where it cannot be read.
        bad: where a cell that is not empty cannot be read (Boolean).
        how: how the cells were understood, as a part of a sentence.
        problem: why the column as a whole cannot be read; "" if it can.
        remedy: what to do about it.
    """

    values: pl.Series
    bad: pl.Series
    how: str = ""
    problem: str = ""
    remedy: str = ""


_QUICK = (
    pl.col("text")
    .str.strip_suffix("Z")
    .str.strip_suffix("+00:00")
    .str.replace(" ", "T", literal=True)
    .str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
)
"""ISO 8601 in UTC, as most tools write it."""


def read_times(texts: pl.Series, order: DayOrder | None = None, role: str = "time") -> Times:
    """Read a column of moments.

    Args:
        texts: without blanks at the ends; null and "" hold none.
        order: of day and month, where they are numbers; None finds it out from the whole column.
        role: what the moments are of, as the option calls it.
    """
    read = _read(texts, order)
    return replace(read, remedy=read.remedy.replace("--time", f"--{role}"))


def _read(texts: pl.Series, order: DayOrder | None) -> Times:
    frame = texts.rename("text").to_frame().with_columns(value=_QUICK)
    other = frame.filter(pl.col("value").is_null() & (pl.col("text").fill_null("") != ""))["text"].unique().sort()
    if not len(other):
        return Times(frame["value"], _never(texts))
    chosen, how, problem, remedy = _decide(other.to_list(), order)
    values = [_try(chosen, text) for text in other]
    slow = pl.DataFrame({"text": other, "slow": pl.Series(values, dtype=pl.Datetime("us"))})
    frame = frame.join(slow, on="text", how="left", maintain_order="left")
    found = pl.coalesce("value", "slow")
    told = pl.col("text").fill_null("") != ""
    read = frame.select(found.alias("value"), (told & found.is_null()).alias("bad"), told.alias("told"))
    if not problem and read["bad"].sum() > (1 - KNOWN_SHARE) * max(1, int(read["told"].sum())):
        problem, remedy = _what_else(other.to_list())
    return Times(read["value"], read["bad"], how, problem, remedy)


def _never(texts: pl.Series) -> pl.Series:
    return pl.Series("bad", [False], dtype=pl.Boolean).new_from_index(0, len(texts))


def _try(parse: Callable[[str], datetime], text: str) -> datetime | None:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def _decide(texts: Sequence[str], order: DayOrder | None) -> tuple[Callable[[str], datetime], str, str, str]:
    """The parser for a column, how it reads, and what speaks against it."""
    dates = [found for text in texts if (found := _NUMERIC.fullmatch(text)) and len(found.group(1)) < 3]
    fits = {way: all(_is_date(found, way) for found in dates) for way in DayOrder} if dates else {}
    if order is None and all(fits.values()) and fits and not _same_either_way(dates):
        example = dates[0].group()
        remedy = "Say --day-order dmy or --day-order mdy, or --time none."
        problem = f"its dates can be day/month or month/day ({example!r})"
        return _parser(DayOrder.MONTH), "", problem, remedy
    way = order or (DayOrder.DAY if fits.get(DayOrder.DAY) and not fits.get(DayOrder.MONTH) else DayOrder.MONTH)
    how = f"dates are {'day/month' if way is DayOrder.DAY else 'month/day'}/year" if dates else _unix(texts)
    return _parser(way), how, "", ""


def _same_either_way(dates: Iterable[re.Match[str]]) -> bool:
    return all(found.group(1) == found.group(2) for found in dates)


def _unix(texts: Sequence[str]) -> str:
    return "numbers are Unix times" if any(_try(_of_number, text) for text in texts[:10]) else ""


def _is_date(found: re.Match[str], way: DayOrder) -> bool:
    return _try(lambda _text: _of_parts(found, way), "") is not None


def _parser(way: DayOrder) -> Callable[[str], datetime]:
    def parse(text: str) -> datetime:
        dated = _NUMERIC.fullmatch(text)
        if dated and len(dated.group(1)) < 3:
            return _of_parts(dated, way)
        unix = _UNIX_DATE.fullmatch(text)
        if unix:
            month, day, hour, minute, second, zone, year = unix.groups()
            moment = datetime(int(year), _month(month), int(day), int(hour), int(minute), int(second))
            return moment - _offset(zone)
        written = _WRITTEN.fullmatch(text)
        if written:
            day, month = written[1] or written[4], written[2] or written[3]
            return _of_clock(int(written[5]), _month(month[:3]), int(day), written.groups()[5:])
        if text.replace(".", "", 1).isdigit():
            return _of_number(text)
        return _iso(text)

    return parse


def _month(name: str) -> int:
    if name.title() not in _MONTHS:
        raise ValueError("no month")
    return _MONTHS[name.title()]


def _offset(zone: str) -> timedelta:
    hours = zone_hours(zone)
    if hours is None:
        raise ValueError("no known zone")
    return timedelta(hours=hours)


def zone_hours(name: str) -> float | None:
    """Hours from UTC of a zone by its name, None where it is not known or has two meanings.

    >>> zone_hours("CET"), zone_hours("IST")
    (1.0, None)
    """
    return _ZONES.get(name)


def _iso(text: str) -> datetime:
    """ISO 8601; a blank or the name UTC before or after the zone is passed over."""
    plain = re.sub(r"\s*(UTC|GMT)$", "+00:00", text)
    plain = re.sub(r"(?<=\d)\s+(?=[-+]\d{2}:?\d{2}$)", "", plain)
    moment = datetime.fromisoformat(plain)
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _of_number(text: str) -> datetime:
    number = number_of(text)
    for low, high, unit in _UNITS:
        if low <= number < high:
            return datetime(1970, 1, 1) + timedelta(microseconds=round(number * unit * 1e6))
    raise ValueError("it is no Unix time")


def _of_parts(found: re.Match[str], way: DayOrder) -> datetime:
    """A date of two numbers and a year, with or without a time of day."""
    first, second, year = (int(found.group(place)) for place in (1, 2, 3))
    day, month = (first, second) if way is DayOrder.DAY else (second, first)
    if len(found.group(3)) == 3 or len(found.group(3)) == 1:
        raise ValueError("no year")
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    return _of_clock(year, month, day, found.groups()[3:])


def _of_clock(year: int, month: int, day: int, parts: Sequence[str | None]) -> datetime:
    """A date with a time of day: hour, minute, second, its fraction, half of the day, zone by name or by hours and
    minutes; each may be None."""
    hour, minute, seconds = (int(part or 0) for part in parts[:3])
    half = (parts[4] or "").replace(".", "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    micro = int((parts[3] or "0").ljust(6, "0")[:6])
    moment = datetime(year, month, day, hour, minute, seconds, micro)
    if parts[5]:
        return moment - _offset(parts[5])
    hours, minutes = int(parts[6] or 0), int(parts[7] or 0)
    west = (parts[6] or "").startswith("-")
    return moment - timedelta(hours=hours, minutes=-minutes if west else minutes)


def _what_else(texts: Sequence[str]) -> tuple[str, str]:
    """What a column that holds no times may hold instead, and what to do."""
    if all(_CLOCK_ONLY.fullmatch(text) for text in texts):
        return "its cells are places in a clip or times of day, no dates", "Say --time none, or name another column."
    if all(text.replace(".", "", 1).replace("-", "", 1).isdigit() for text in texts):
        return "its cells are small numbers", "Say --duration COLUMN if they are seconds spent, else --time none."
    return "its cells are no times", "Write times as 2026-03-01T10:00:00Z, or say --time none."


LONGEST = 3_155_760_000.0
"""Seconds: a century, beyond which a duration is a slip or stands for nothing."""


def read_durations(texts: pl.Series, unit: float = 1.0) -> tuple[pl.Series, pl.Series]:
    """Seconds from a column of numbers in a unit, or of h:m:s.

    Args:
        texts: null and "" hold none.
        unit: in seconds.

    Returns:
        (seconds, null where there is none or it cannot be read; where it cannot be read).
    """
    number = pl.col("text").cast(pl.Float64, strict=False)
    clock = pl.col("text").str.extract_groups(r"^(?:(\d{1,4}):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$")
    parts = [clock.struct.field(str(place)).cast(pl.Float64, strict=False) for place in (1, 2, 3)]
    of_clock = parts[0].fill_null(0) * 3600 + parts[1] * 60 + parts[2]
    of_number = pl.when((number >= 0) & (number * unit <= LONGEST)).then(number * unit)
    frame = texts.rename("text").to_frame().with_columns(value=pl.coalesce(of_number, of_clock))
    bad = frame.select(pl.col("value").is_null() & (pl.col("text").fill_null("") != "")).to_series()
    return frame["value"], bad
