import csv

import pytest

from oe_quality.readers.text.csv import BadRow, Layout, common_width, find_delimiter, find_layout, lines_of, read_rows


def rows(text, width=None, delimiter=","):
    return [
        (row.line, row.reason) if isinstance(row, BadRow) else row
        for row in read_rows(lines_of(text), delimiter, width)
    ]


def test_rows_know_the_line_on_which_they_begin():
    assert rows('a,"b\nc",d\n\ne,f,g\n') == [(1, ["a", "b\nc", "d"]), (4, ["e", "f", "g"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end):
    assert rows(f"a,b{end}c,d{end}") == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_a_line_separator_of_unicode_ends_no_row():
    assert rows("a\u2028b,c\n") == [(1, ["a\u2028b", "c"])]


@pytest.mark.parametrize("broken", ['b,"x', '"b,x', 'b,"x"y"z'])
def test_an_unmatched_quotation_mark_costs_one_row(broken):
    assert rows(f"a,w\n{broken}\nc,y\nd,z\n", width=2) == [
        (1, ["a", "w"]),
        (2, "its quotation marks do not match"),
        (3, ["c", "y"]),
        (4, ["d", "z"]),
    ]


def test_text_after_a_closing_mark_is_taken_where_the_row_is_whole():
    assert rows('a,"b"c\n', width=2) == [(1, ["a", "bc"])]


def test_tab_separated_text_may_be_unquoted():
    assert rows('a\t"yes, he said\nb\tc\n', width=2, delimiter="\t") == [(1, ["a", '"yes, he said']), (2, ["b", "c"])]


def test_a_huge_cell_is_refused(request):
    before = csv.field_size_limit(131_072)  # other libraries raise it for the whole process
    request.addfinalizer(lambda: csv.field_size_limit(before))
    (row,) = rows(f'a,"{"x" * 200_000}"\n', width=2)
    assert row == (1, "a cell is longer than 131,072 characters")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(delimiter):
    lines = [delimiter.join(cells) + "\n" for cells in (("a", "b", "c"), ("1", '"x, y; z"', "3"), ("4", "5", "6"))]
    assert find_delimiter(lines) == delimiter


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("sep=;\na;b\n1;2\n", Layout(";", 1)),
        ('"sep=|"\na|b\n', Layout("|", 1)),
        ("sep=\\t\na\tb\n", Layout("\t", 1)),
        ("# exported by x\n# on 3 May, at noon\n\na,b\n1,2\n", Layout(",", 3)),
        ("#,item,label\n1,a,x\n", Layout(",", 0)),
        ("a,b\n#1,2\n", Layout(",", 0)),
        ("# only a comment\n", Layout(",", 1)),
    ],
)
def test_what_stands_before_the_header_is_found(text, layout):
    found = find_layout(lines_of(text))
    assert found.skipped == layout.skipped
    assert found.delimiter == layout.delimiter or text.startswith("# only")


@pytest.mark.parametrize(
    ("widths", "header", "width"),
    [([29, 29, 31], 31, 29), ([31, 31, 30], 31, 31), ([5, 5], 31, 31), ([], 3, 3), ([33, 33], 31, 31)],
)
def test_a_header_is_as_wide_as_most_rows(widths, header, width):
    assert common_width(widths, header) == width
