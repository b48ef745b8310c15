"""Options that a reader of its own kind passes over."""

from dataclasses import replace

import polars as pl

from oe_quality.progress import silent
from oe_quality.readers import ReadOptions
from oe_quality.readers.heed import heeded
from oe_quality.readers.registry import Reader, read_with
from oe_quality.readers.rows import RESPONSE, Counts, Export
from oe_quality.readers.text.source import input_from_bytes

FILE = input_from_bytes(b"x", "a.csv")


def reading(file, options, progress):
    del progress
    used = replace(options, item=("other",)).missing
    empty = pl.DataFrame(schema=RESPONSE)
    return Export(file.name, "own", file.sha256, (), empty, Counts(), remarks=(str(used),))


def test_options_that_nobody_looks_at_are_named():
    export, ignored = heeded(reading, FILE, ReadOptions(missing="NA", weight="w", repeats="last"), silent)
    assert export.remarks == ("('NA',)",)
    # What is copied was looked at; repeats are settled for every export.
    assert ignored == ()
    looks = lambda file, options, progress: reading(file, ReadOptions(missing=options.missing), progress)  # noqa: E731
    assert heeded(looks, FILE, ReadOptions(missing="NA", weight="w", item="i"), silent)[1] == ("--item", "--weight")


def test_nothing_is_said_where_nothing_was():
    assert heeded(reading, FILE, ReadOptions(), silent)[1] == ()


def test_the_export_says_so():
    looks = lambda file, options, progress: reading(file, ReadOptions(missing=options.missing), progress)  # noqa: E731
    reader = Reader("own", lambda file: True, looks)
    export = read_with(reader, FILE, ReadOptions(weight="w"))
    assert "--weight had no effect: the reader of own makes no use of it." in export.remarks
