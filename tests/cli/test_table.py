"""Tables for a terminal: nothing is wider than it, no number is broken, no text is lost."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth as cell_len

from oe_quality.cli.table import BOLD, cell, terminal_table, wrapped

WIDE = pl.DataFrame(
    {
        "item": ["exXTfvpD086:196-205", "exakmLfR032:666-676"],
        "n_annotators": [5, 6],
        "votes": [["discomposed_and_unsettled 2", "sarcasm 1"], ["disgusted 5"]],
        "value": ["0.410 [0.241, 0.541]", "-0.003 [-0.10, 0.10]"],
        "seconds": [1234.5, None],
    }
)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(width):
    assert max(map(cell_len, terminal_table(WIDE, width=width).splitlines())) <= width


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100])
def test_nothing_is_lost(width):
    shown = "".join(terminal_table(WIDE, width=width).split()).replace("─", "")
    for text in ("exXTfvpD086:196-205", "sarcasm1"):
        # A row that is broken over lines holds its parts in order.
        letters = iter(shown)
        assert all(letter in letters for letter in text)
    assert "1,234" in shown


@pytest.mark.parametrize("width", [80, 90, 100])
def test_numbers_and_intervals_stay_on_one_line(width):
    shown = terminal_table(WIDE, width=width)
    assert "0.410 [0.241, 0.541]" in shown
    assert "-0.003 [-0.10, 0.10]" in shown


def test_numbers_stand_at_the_right_and_text_at_the_left():
    lines = terminal_table(pl.DataFrame({"name": ["a", "bcd"], "n": [5, 1000]})).splitlines()
    assert lines == ["", "name      n", "───────────", "a         5", "bcd   1,000"]


def test_what_fits_in_no_columns_becomes_records():
    frame = pl.DataFrame({f"column_{k}": [f"value {k}"] * 2 for k in range(12)})
    lines = terminal_table(frame, "Many", width=60).splitlines()
    assert lines[1] == "Many"
    assert "column_11  value 11" in lines
    assert sum(set(line) == {"─"} for line in lines) == 1


def test_without_rows_the_columns_are_named():
    assert terminal_table(pl.DataFrame(schema={"item": pl.String, "gain": pl.Float64})) == "\n(no rows: item, gain)\n"


def test_bold_headers_only_where_they_are_welcome():
    assert BOLD in terminal_table(WIDE, styled=True)
    assert "\x1b" not in terminal_table(WIDE)


def test_nothing_in_data_steers_the_terminal():
    frame = pl.DataFrame({"\x1b[2J": ["a\x1b]0;x\x07", "\u202eb"]})
    shown = terminal_table(frame, "t\x1bt")
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_wide_characters_count_twice():
    lines = terminal_table(pl.DataFrame({"label": ["悲しい", "sad"], "n": [1, 2]})).splitlines()
    assert [cell_len(line) for line in lines[3:]] == [9, 9]


@given(st.text(alphabet="ab_-/ ,", max_size=60), st.integers(3, 20))
def test_wrapping_keeps_every_character_but_blanks(text, width):
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (True, "yes"), (0.12345, "0.123"), (1234.5, "1,234"), (12345, "12,345"), (["a", "b"], "a, b")],
)
def test_cells_are_written_for_people(value, shown):
    assert cell(value) == shown


def test_a_text_of_10000_characters_is_cut():
    assert len(cell("x" * 10_000)) == 200
