"""By what means a page was made, on the page."""

import dataclasses

import polars as pl

from oe_quality.render.page.blocks import Prose, Table
from oe_quality.render.sections import provenance
from tests.render.made_up import PLAIN, Made, one


def test_command_versions_seed_and_fingerprint_are_said():
    it = Made(*PLAIN).provenance()
    first, versions, fingerprint = provenance.made(it).paragraphs
    assert first == "Made by: oeq report clip0"
    assert versions == "oe-quality 0.1, Python 3.11, seed 0."
    assert "ab" * 32 in fingerprint


def test_files_are_counted_with_the_columns_that_are_there():
    it = Made(*PLAIN).provenance()
    table = provenance.batches(it)
    assert [column.name for column in table.columns] == ["file", "format", "loaded_at", "rows_read", "sha256"]
    assert table.frame["loaded_at"][0] == "2024-05-01 12:00:00"
    assert "The files that" in table.help.what
    nothing = provenance.batches(dataclasses.replace(it, batches=it.batches.head(0)))
    assert nothing.paragraphs == ("The store names no files.",)


def test_who_was_left_out_stands_with_the_day_and_the_reason():
    it = Made(*PLAIN).provenance()
    assert provenance.excluded(it).frame.rows() == [("A99", "2024-05-01", "clip0")]
    assert isinstance(provenance.excluded(dataclasses.replace(it, excluded=())), Prose)


def test_settings_are_split_at_their_first_sign():
    it = dataclasses.replace(Made(*PLAIN).provenance(), config="a.b = x = y\n\nc.d = 1")
    assert provenance.settings(it).frame.rows() == [("a.b", "x = y"), ("c.d", "1")]


def test_parts_that_have_nothing_to_say_are_not_there():
    it = Made(*PLAIN).provenance()
    assert one(provenance.section(it, ("By alpha.",)), "methods", Prose).paragraphs == ("By alpha.",)
    assert isinstance(one(provenance.section(it), "packages", Table).frame, pl.DataFrame)
    bare = provenance.section(dataclasses.replace(it, config=" \n"))
    assert [block.id for block in bare.blocks] == ["made", "batches", "left-out", "packages"]
