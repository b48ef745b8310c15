"""The release as a Frictionless data package."""

import datetime
import hashlib

import polars as pl
import pytest

from oe_quality.config import ReleaseConfig
from oe_quality.render.release import tables
from oe_quality.render.release.datapackage import datapackage
from oe_quality.render.release.identity import identify

FRAME = pl.DataFrame(
    {
        "item": ["i1"],
        "day": [datetime.date(2026, 1, 2)],
        "gold": [True],
        "votes": [[1, 2]],
        "weights": [{"sad": 0.5}],
        "n": [3],
        "p": [0.5],
    }
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    table = tables._table("labels", FRAME, {}, "One row per item.")
    table.write(folder)
    return table, folder


def test_it_names_each_file_with_its_check_sum(written):
    table, folder = written
    found = datapackage(identify(ReleaseConfig(name="Moods"), "1.0.0", "MIT", None), [table], folder)
    (resource,) = found["resources"]
    wanted = hashlib.sha256((folder / "data" / "labels.parquet").read_bytes()).hexdigest()
    assert (resource["path"], resource["hash"]) == ("data/labels.parquet", f"sha256:{wanted}")
    assert {field["name"]: field["type"] for field in resource["schema"]["fields"]} == {
        "item": "string", "day": "date", "gold": "boolean", "votes": "any", "weights": "object",
        "n": "number", "p": "number",
    }  # fmt: skip
    assert "created" not in found
    assert found["contributors"] == [{"title": "The maintainers of Moods"}]


def test_authors_address_and_day_stand_where_they_are_known(written):
    settings = ReleaseConfig(authors=("Ann",), url="https://example.org")
    found = datapackage(identify(settings, "1.0.0", "MIT", datetime.date(2026, 1, 2)), [written[0]], written[1])
    assert found["contributors"] == [{"title": "Ann", "roles": ["author"]}]
    assert (found["homepage"], found["created"]) == ("https://example.org", "2026-01-02T00:00:00Z")
