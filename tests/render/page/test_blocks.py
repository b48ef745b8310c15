"""What a page is made of, and what its parts say of themselves."""

import polars as pl
import pytest

from oe_quality.render.page import blocks
from oe_quality.render.page.blocks import Card, Column, Help, Level, Page, Prose, Section, Segment, Table, Verdict

HELP = Help("All there is.", "")


def table(name="t", rows=2, question="", **more):
    frame = pl.DataFrame({"a": range(rows), "b": range(rows), "low": range(rows), "high": range(rows)})
    columns = (Column("b", "B", "estimate", 1, "", "low", "high"),)
    return Table(name, name, frame, columns, HELP, question=question, **more)


def test_the_page_carries_so_many_rows_at_most():
    assert table(rows=5).rows_shown == 5
    assert table(rows=5, most=3).rows_shown == 3
    assert table(rows=blocks.ROW_LIMIT + 1).rows_shown == blocks.ROW_LIMIT
    assert table(rows=blocks.ROW_LIMIT + 1, most=blocks.ROW_LIMIT + 1).rows_shown == blocks.ROW_LIMIT


def test_a_table_s_fields_are_those_shown_their_bounds_and_the_person():
    assert table().fields == ["b", "low", "high"]
    assert table(annotator="a").fields == ["b", "low", "high", "a"]
    assert table(annotator="b").fields == ["b", "low", "high"]


@pytest.mark.parametrize(("rows", "said"), [(1, "1 row. All there is."), (2_000, "2,000 rows. All there is.")])
def test_a_folded_table_says_how_many_rows_it_has(rows, said):
    assert blocks.one_line(table(rows=rows)) == said
    assert blocks.one_line(Prose(("First.", "Second."))) == "First."
    assert blocks.one_line(Prose(())) == ""


def test_questions_have_folds_only_where_there_are_several():
    one, other = blocks.of_question("mood", [table("x"), Prose(("a",))]), blocks.of_question("age", [table("y")])
    single, double = Section("s", "S", "", (table(), *one)), Section("s", "S", "", (table(), *one, *other))
    assert single.questions == ()
    assert single.common == single.blocks
    assert double.questions == ("mood", "age")
    assert [block.id for block in double.common] == ["t"]
    assert double.about("mood") == tuple(one)


def test_a_page_s_tables_come_in_its_order():
    page = Page(
        "T", "", (), (), (Section("a", "A", "", (table("x"), Prose(("p",)))), Section("b", "B", "", (table("y"),)))
    )
    assert [one.id for one in page.tables()] == ["x", "y"]
    assert page.figures() == []
    assert page.questions == ()


def test_a_card_s_bar_is_whole_and_leaves_out_what_is_not_there():
    bar = tuple(Segment(words, n, "good") for words, n in (("a", 1), ("b", 0), ("c", 2)))
    drawn = Card("T", "line", bar, "go", "#x").drawn(300.0)
    assert [(segment.words, start, size) for segment, start, size in drawn] == [("a", 0.0, 100.0), ("c", 100.0, 200.0)]
    assert Card("T", "line", (Segment("a", 0, "none"),), "go", "#x").drawn() == ()
    assert Verdict(Level.ACT, "Ask.", "people").level_word == "To do"
