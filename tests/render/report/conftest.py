"""The example study and its page, made once."""

from pathlib import Path

import pytest

import oe_quality as oeq
from oe_quality.render.page.html import html
from oe_quality.render.report.build import page_of

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("front") / "q.duckdb"
    oeq.load(path, EXAMPLES / "open_empathic.json.gz", gold=[EXAMPLES / "gold.csv"])
    with oeq.open_store(path) as store:
        return oeq.study(store)


@pytest.fixture(scope="session")
def example_page(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html(page_of(study), "report_data"), encoding="utf-8")
    return path
