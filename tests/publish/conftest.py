"""A small bundle in the form of a release."""

import json

import polars as pl
import pytest

from oe_quality.sums import write_sums


@pytest.fixture
def bundle(tmp_path):
    """A release's folder with one table; only what an upload looks at stands in its manifest."""
    folder = tmp_path / "v1"
    (folder / "data").mkdir(parents=True)
    body = {"schema": "oeq.release/1", "name": "Moods & more", "version": "1.0.0", "licence": "CC-BY-4.0"}
    (folder / "manifest.json").write_text(json.dumps(body))
    (folder / "README.md").write_text("# Moods\n")
    (folder / "LICENSE").write_text("CC-BY-4.0\n")
    pl.DataFrame({"item": ["a", "b"], "winner": ["sad", "glad"]}).write_parquet(folder / "data" / "mood.parquet")
    write_sums(folder)
    return folder
