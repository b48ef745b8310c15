"""A thousand damaged exports: no crash, and no good row lost beside a bad one."""

import gzip
import io
import json
import math
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from oe_quality.errors import OeQualityError
from oe_quality.progress import silent
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read as read_file
from oe_quality.readers.rows import RESPONSE
from oe_quality.readers.text.source import input_from_bytes

N_ROWS = 8
N_VARIANTS = 1000
KEY = ["item", "annotator", "question", "occasion"]

NASTY_CELLS = (
    '{"sarcasm": ["ironic"',
    '{"sarcasm": {"a": [1]}}',
    '{"sarcasm": ["a"], "sarcasm": ["b"]}',
    "[" * 3000,
    '{"a":' * 3000,
    "\0",
    "a\0b",
    "nan",
    "-Infinity",
    "1e999",
    "9" * 5000,
    "x" * 200_000,
    "__import__('os').abort()",
    "['a', ['b']]",
    "\U0001f600" * 50,
    "=1+1",
    "\ufffe",
    "2024-13-45",
    "0001-01-01T00:00:00+23:59",
    "True",
    "' OR 1=1 --",
)
NOT_TEXT = (["a"], {"a": 1}, [[[]]], True, -1, 2**80, 1e308, None, "\ud800", math.nan, math.inf)
NASTY_VALUES = (*NASTY_CELLS, *NOT_TEXT)


@dataclass
class Variant:
    """A damaged file, and the numbers of the rows that the damage left alone."""

    content: bytes
    good: set[int]
    what: str
    whole: bool = False
    """Whether the damage may cost the whole file, if it is said."""


def read(content):
    file = input_from_bytes(content, "export")
    return read_file(file, ReadOptions(), silent)


def responses_of(export):
    """(item, annotator, question) -> the response, without its line."""
    rows = export.responses.drop("line", "created_at").iter_rows(named=True)
    return {(row["item"], row["annotator"], row["question"]): row for row in rows}


class Damage:
    """Damages a sound export of `N_ROWS` rows in one of many ways."""

    def __init__(self, make, seed):
        self.make = make
        self.rng = np.random.default_rng(seed)
        self.rows = [make.row(number, utterance="plain") for number in range(1, N_ROWS + 1)]
        self.everyone = set(range(N_ROWS))

    def pick(self, options):
        return options[int(self.rng.integers(len(options)))]

    def form(self, rows=None):
        """The rows as one of the text forms."""
        rows = self.rows if rows is None else rows
        return self.pick((self.make.csv, self.make.json, self.make.fixture, self.jsonl))(rows)

    def jsonl(self, rows):
        return "\n".join(map(json.dumps, rows))

    def variant(self):
        ways = (self.cell, self.cell, self.value, self.value, self.truncated, self.encoding, self.flipped, self.packed)
        return self.pick((*ways, self.parquet, self.lines, self.quotes, self.log, self.repeated_key))()

    def cell(self):
        """One cell of a CSV is nonsense."""
        place = int(self.rng.integers(N_ROWS))
        column = self.pick(list(self.rows[0]))
        rows = [dict(row) for row in self.rows]
        rows[place][column] = self.pick(NASTY_CELLS)
        return Variant(self.make.csv(rows).encode(), self.everyone - {place}, f"cell {column}")

    def value(self):
        """One value of a JSON form is of another kind."""
        place = int(self.rng.integers(N_ROWS))
        column = self.pick(list(self.rows[0]))
        rows = [dict(row) for row in self.rows]
        rows[place][column] = self.pick(NASTY_VALUES)
        text = self.pick((self.make.json, self.make.fixture, self.jsonl))(rows)
        return Variant(text.encode(), self.everyone - {place}, f"value {column}")

    def truncated(self):
        """The file stops anywhere after its first row."""
        write = self.pick((self.make.csv, self.make.json, self.jsonl))
        text = write(self.rows)
        ends = [len(write(self.rows[: n + 1]).rstrip("]\r\n")) for n in range(N_ROWS)]
        stop = int(self.rng.integers(ends[0] + 1, len(text)))
        return Variant(text[:stop].encode(), {n for n in self.everyone if ends[n] <= stop}, "truncated")

    def encoding(self):
        """Another encoding; Unicode must come through whole."""
        name = self.pick(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "latin-1", "cp1252"))
        place = int(self.rng.integers(N_ROWS))
        rows = [dict(row) for row in self.rows]
        rows[place]["accent"] = "fran\u00e7ais"
        good = self.everyone - {place} if name in ("latin-1", "cp1252") else self.everyone
        return Variant(self.make.csv(rows).encode(name), good - {place}, f"encoding {name}")

    def flipped(self):
        """Bytes of one row are replaced by others."""
        lines = self.make.csv(self.rows).encode().split(b"\r\n")
        place = int(self.rng.integers(N_ROWS))
        line = bytearray(lines[place])
        for _ in range(int(self.rng.integers(1, 6))):
            line[int(self.rng.integers(len(line)))] = int(self.rng.integers(256))
        lines[place] = bytes(line)
        return Variant(b"\r\n".join(lines), self.everyone - {place}, "flipped bytes")

    def packed(self):
        """Gzip that breaks off, or whose bytes are changed."""
        raw = bytearray(gzip.compress(self.form().encode()))
        if self.rng.random() < 0.5:
            raw = raw[: int(self.rng.integers(3, len(raw)))]
        else:
            raw[int(self.rng.integers(10, len(raw)))] ^= 1 << int(self.rng.integers(8))
        return Variant(bytes(raw), set(), "gzip", whole=True)

    def parquet(self):
        """Parquet with changed bytes, or cut short."""
        buffer = io.BytesIO()
        pl.DataFrame(self.rows, strict=False, infer_schema_length=None).write_parquet(buffer)
        raw = bytearray(buffer.getvalue())
        if self.rng.random() < 0.3:
            raw = raw[: int(self.rng.integers(4, len(raw)))]
        else:
            for _ in range(int(self.rng.integers(1, 8))):
                raw[int(self.rng.integers(4, len(raw)))] = int(self.rng.integers(256))
        return Variant(bytes(raw), set(), "parquet", whole=True)

    def lines(self):
        """A line that is no row stands between rows."""
        lines = self.make.csv(self.rows).split("\r\n")
        place = int(self.rng.integers(1, N_ROWS))
        lines.insert(place, self.pick(("", ",,,", "a,b,c", "\0", "," * 19, '"', "{}", "x" * 200_000)))
        return Variant("\r\n".join(lines).encode(), self.everyone, "alien line")

    def quotes(self):
        """A quotation mark too many somewhere in one row."""
        lines = self.make.csv(self.rows).split("\r\n")
        place = int(self.rng.integers(N_ROWS))
        at = int(self.rng.integers(len(lines[place])))
        lines[place] = lines[place][:at] + '"' + lines[place][at:]
        return Variant("\r\n".join(lines).encode(), self.everyone - {place}, "quotation mark")

    def log(self):
        """A log entry of one row is nonsense."""
        place = int(self.rng.integers(N_ROWS))
        entries = [
            (row["id"], 1, {"date_created": ["None", "2024-03-01 09:11:45"], "arousal": ["1", "6"]}, number)
            for number, row in enumerate(self.rows)
        ]
        bad = (None, [], "x", {"a": 1}, {"arousal": ["1"]}, {"date_created": [[], {}]}, {"emotion": ["", ["x"]]})
        entries.append((self.rows[place]["id"], 1, self.pick(bad), 50))
        text = self.make.fixture(self.rows, entries)
        text = text.replace('"action": 1', self.pick(('"action": 1', '"action": [1]', '"action": null')), 1)
        return Variant(text.encode(), self.everyone - {place, 0}, "log entry")

    def repeated_key(self):
        """A record says one thing twice."""
        place = int(self.rng.integers(N_ROWS))
        records = list(map(json.dumps, self.rows))
        records[place] = records[place].replace('"accent": "irish"', '"accent": "irish", "accent": "indian"')
        return Variant(("[" + ",".join(records) + "]").encode(), self.everyone - {place}, "repeated key")


def of_row(responses, row):
    """The responses about a row's clip by its annotator, by question."""
    start = row["id"]
    item, annotator = f"abc:{start}-{start + 5}", str(row["author_id"])
    return {question: response for (i, a, question), response in responses.items() if (i, a) == (item, annotator)}


@pytest.mark.parametrize("batch", range(10))
def test_damage_is_said_and_costs_no_good_row(make, batch):
    refused = 0
    expected = responses_of(read(make.csv(Damage(make, 0).rows).encode()))
    for seed in range(batch * N_VARIANTS // 10, (batch + 1) * N_VARIANTS // 10):
        damage = Damage(make, seed)
        variant = damage.variant()
        try:
            export = read(variant.content)
        except OeQualityError:
            refused += variant.whole
            if variant.whole:
                continue
            raise
        found = responses_of(export)
        for place in variant.good:
            row = damage.rows[place]
            assert of_row(found, row) == of_row(expected, row) != {}, f"seed {seed}: {variant.what} cost row {place}"
        assert dict(export.responses.schema) == RESPONSE
        assert export.responses.select(KEY).is_unique().all()
        assert (export.rejects["reason"].str.len_chars() < 150).all()
        assert export.responses.write_json()
    assert refused < 30


TIDY = "item,worker,label,gold,created_at,seconds\n"
TIDY += "".join(f"i{n},w{n},{'xyz'[n % 3]},x,2024-01-0{n + 1},5\n" for n in range(8))
NO_EXPORTS = (b"\0" * 100, b"\xff\xfe", b"PAR1" * 9, b"\x1f\x8b", b"[", b"{", b"[[[", b'"', b",,,\n", bytes(range(256)))


@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_line_of_a_tidy_file_costs_itself_only(seed):
    rng = np.random.default_rng(seed)
    lines = TIDY.encode().split(b"\n")
    place = int(rng.integers(1, 9))
    line = bytearray(lines[place])
    for _ in range(int(rng.integers(1, 5))):
        line[int(rng.integers(len(line)))] = int(rng.integers(256))
    lines[place] = bytes(line)
    export = read(b"\n".join(lines))
    found = set(export.responses.select("item", "annotator").rows())
    assert found >= {(f"i{n}", f"w{n}") for n in range(8) if n + 1 != place}
    assert export.counts.read >= 8


@pytest.mark.parametrize("content", NO_EXPORTS)
def test_what_is_no_export_is_refused(content):
    with pytest.raises(OeQualityError):
        read(content)
