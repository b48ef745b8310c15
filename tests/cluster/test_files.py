"""From Parquet to Parquet on Spark, with the bits of the fit in memory."""

import numpy as np
import polars as pl
import pytest

from oe_quality.cluster import files
from oe_quality.errors import InputError, UsageError
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture
def kept(session, monkeypatch):
    """The tests' own session, which stays open."""

    class Kept:
        read = session.read

        def stop(self):
            pass

    monkeypatch.setattr(files, "_session", lambda master: Kept())


def test_labels_of_files_are_those_in_memory(tmp_path, kept):
    chunk = choices(1, 40, crew({"good": 5}), 3, 4).chunk
    names = {"clip": chunk.items(), "annotator": chunk.annotator, "label": chunk.label}
    pl.DataFrame(names).with_columns(clip=pl.col("clip").cast(pl.String).str.zfill(3)).write_parquet(
        tmp_path / "a.parquet"
    )
    found = files.label_files(tmp_path / "a.parquet", tmp_path / "labels", item="clip")
    alone = fit(Method.DAWID_SKENE, InMemory((chunk,), 5, 3), tol=1e-7)
    written = pl.read_parquet(tmp_path / "labels" / "*.parquet").sort("item")
    np.testing.assert_array_equal(np.array(written["probabilities"].to_list()), alone.posterior)
    assert found.converged
    folder, before = tmp_path / "labels", (tmp_path / "labels" / "_SUCCESS").stat().st_ino
    files.label_files(tmp_path / "a.parquet", folder, item="clip", method="majority", force=True)
    assert (folder / "_SUCCESS").stat().st_ino != before
    (folder / "thesis.txt").write_text("ten years")
    with pytest.raises(UsageError, match="is not replaced"):
        files.label_files(tmp_path / "a.parquet", folder, item="clip", force=True)
    assert (folder / "thesis.txt").read_text() == "ten years"


def test_what_is_no_parquet_is_said(tmp_path, kept):
    with pytest.raises(InputError, match="Spark cannot read it"):
        files.label_files(tmp_path / "nothing", tmp_path / "labels")


def test_without_spark_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match="Spark is not installed"):
        files.label_files("answers", "labels")


@pytest.mark.parametrize("what", ["file", "folder", "source", "link", "address"])
def test_nothing_of_the_users_is_replaced_and_spark_not_begun(tmp_path, monkeypatch, what):
    monkeypatch.setattr(files, "_session", lambda master: pytest.fail("it was begun"))
    source, to = tmp_path / "in" / "a.parquet", tmp_path / "labels"
    source.parent.mkdir()
    source.write_bytes(b"PAR1")
    if what == "file":
        to.write_text("mine")
    elif what == "folder":
        to.mkdir()
        (to / "thesis.txt").write_text("ten years")
    elif what == "source":
        to = source.parent
    elif what == "link":
        to.symlink_to(source.parent)
    else:
        to = "hdfs://names/labels"
    with pytest.raises(UsageError):
        files.label_files(source, to, force=True)
    assert source.read_bytes() == b"PAR1"
