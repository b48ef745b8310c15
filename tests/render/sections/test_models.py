"""The section about models beside people."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.render.page.blocks import Page
from oe_quality.render.page.html import html
from oe_quality.render.sections.models import section
from tests.render.hostile import HOSTILE


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Five people and two models, one with a hostile name, on 40 items, and 20 that the models alone answered."""
    import polars as pl

    rng = np.random.default_rng(2)
    rows = []
    for i in range(60):
        truth = i % 3
        crew = [*((f"p{a}", 0.8) for a in range(5) if i < 40), (HOSTILE[0], 0.95), ("m", 0.3)]
        for who, right in crew:
            label = truth if rng.random() < right else int((truth + rng.integers(1, 3)) % 3)
            rows.append((f"i{i:02}", who, "abc"[label], "human" if who[0] == "p" and len(who) == 2 else "model"))
    path = tmp_path_factory.mktemp("models") / "a.csv"
    pl.DataFrame(rows, schema=["item", "annotator", "label", "source"], orient="row").write_csv(path)
    oeq.load(path.with_name("q.duckdb"), path)
    with oeq.open_store(path.with_name("q.duckdb")) as store:
        return oeq.judges(store)


def test_its_first_line_decides_and_every_table_has_rows(found):
    drawn = section(found)
    assert "may replace one of your annotators" in drawn.lead
    tables = {block.id: block for block in drawn.blocks if block.kind == "table"}
    assert tables.keys() == {
        *("models-overview", "model-biases", "model-differs", "model-pairs", "model-shares"),
        "model-right",
    }
    assert all(table.frame.height for table in tables.values())
    figure = next(block for block in drawn.blocks if block.kind == "figure")
    assert figure.data["models-1"].height == 7
    assert "2 models and 5 people" in figure.caption
    assert figure.caption.endswith("; 1 of 2 models agrees more than the median person.")


def test_columns_are_those_of_the_frames(found):
    for block in section(found).blocks:
        if block.kind == "table":
            assert set(block.fields) <= set(block.frame.columns), block.id


def test_the_page_can_be_drawn_with_it(found):
    """A section and its tables each have an id of their own, and names from data stay text."""
    drawn = section(found)
    whole = html(Page("Study", "", (), (), (drawn,)))
    assert whole.count(f'id="{drawn.id}"') == 1
    assert HOSTILE[0] not in whole
