"""What results look like in a notebook."""

import dataclasses
import importlib
import pkgutil
from html.parser import HTMLParser

import polars as pl
import pytest

import oe_quality as oeq
import oe_quality.analysis
from oe_quality.notebook import CHARACTERS, COLUMNS, ROWS, html_table
from oe_quality.plaintext import visible
from tests.render.hostile import HOSTILE
from tests.render.made_up import Made


class Reader(HTMLParser):
    """The tags and the texts of a document."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.texts.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def result_classes():
    for module in pkgutil.walk_packages(oe_quality.analysis.__path__, "oe_quality.analysis."):
        for value in vars(importlib.import_module(module.name)).values():
            if dataclasses.is_dataclass(value) and hasattr(value, "frame"):
                yield value


@pytest.mark.parametrize("kind", sorted(set(result_classes()), key=lambda it: (it.__module__, it.__name__)))
def test_every_result_with_a_table_can_be_shown(kind):
    assert callable(kind._repr_html_)
    assert "__dict__" not in dir(kind)


def test_hostile_words_stay_words_in_every_place():
    made = Made(HOSTILE[1], HOSTILE, HOSTILE, HOSTILE[:8])
    results = (
        made.audit(),
        made.consensus(),
        made.consensus_set(HOSTILE[0]),
        made.queue(),
        made.plans(),
        made.comparison(),
    )
    for result in (*results, made.distributions(), made.compared(), made.pair_table()):
        shown = read(result._repr_html_())
        assert {tag for tag, _ in shown.tags} <= {"div", "strong", "table", "thead", "tbody", "tr", "th", "td", "p"}
        assert all(not attrs for _, attrs in shown.tags)


def test_names_of_columns_and_cells_come_through_as_text():
    frame = pl.DataFrame({name: [word] for name, word in zip(HOSTILE[:8], reversed(HOSTILE[:8]), strict=True)})
    texts = read(html_table("t", frame)).texts
    for word in HOSTILE[:8]:
        assert texts.count(visible(word)) == 2


def test_long_wide_and_long_worded_tables_are_cut_and_say_so():
    frame = pl.DataFrame({f"c{i}": ["x" * 200] * 50 for i in range(30)})
    shown = read(html_table("t", frame))
    assert [tag for tag, _ in shown.tags].count("td") == ROWS * COLUMNS
    assert max(map(len, shown.texts)) <= CHARACTERS
    assert any("50 rows, 30 columns; frame() has all" in text for text in shown.texts)


def test_numbers_lists_and_nothing():
    frame = pl.DataFrame({"a": [0.123456, None], "b": [["x", "y"], []], "c": [True, False]})
    texts = read(html_table("t", frame)).texts
    assert {"0.1235", "–", "x, y", "True"} <= set(texts)


def test_the_interpreter_shows_the_table_too_and_nothing_steers_it():
    made = Made(HOSTILE[1], HOSTILE, HOSTILE, HOSTILE[:8])
    for result in (made.audit(), made.consensus(), made.queue()):
        text = repr(result)
        assert text.splitlines()[-1].endswith("frame() has all")
        assert all(line == visible(line) for line in text.split("\n"))
    assert repr(made.consensus()).startswith("Consensus: ")


def test_a_store_says_what_it_holds_and_that_it_is_closed():
    with oeq.from_frame({"item": [*"aabb"], "annotator": [*"xyxy"], "label": [*"ppqp"]}) as store:
        assert repr(store) == "Store: 4 annotations of 2 items by 2 annotators; label (nominal)"
        assert "<td>nominal</td>" in store._repr_html_()
    assert repr(store) == "Store: closed"
    assert "closed" in store._repr_html_()
