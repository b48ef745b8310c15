"""The example study and its page, made once."""

from pathlib import Path

import pytest

import oe_quality as oeq
from oe_quality.render.report.build import page_of, write_report

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("front") / "q.duckdb"
    oeq.load(path, EXAMPLES / "open_empathic.json.gz", gold=[EXAMPLES / "gold.csv"])
    with oeq.open_store(path) as store:
        return oeq.study(store)


@pytest.fixture(scope="session")
def built(study):
    """The page before it is drawn."""
    return page_of(study)


@pytest.fixture(scope="session")
def written(study, tmp_path_factory):
    """The page's file and the folder of its data."""
    return write_report(study, tmp_path_factory.mktemp("page") / "report.html")


@pytest.fixture(scope="session")
def example_page(written):
    return written[0]
