"""The canonical form into which every reader turns an export."""

from tempfile import TemporaryDirectory

import polars as pl
import pytest

from oe_quality.readers.rows import GOLD, RESPONSE, Counts, Export, Spool, empty
from oe_quality.scales import Question, Scale


def responses(*rows):
    return pl.DataFrame(
        [{"item": item, "annotator": who, "source": source} for item, who, source in rows], schema=RESPONSE
    )


def export(frame, **more):
    return Export("f.csv", "tidy", "ab", (Question("mood", Scale.NOMINAL),), frame, Counts(), **more)


def test_rows_that_are_unaccounted_for_are_no_counts():
    assert Counts(10, 4, 3, 2, 1).read == 10
    with pytest.raises(ValueError, match="unaccounted"):
        Counts(10, 4, 3, 2, 0)


def test_an_empty_frame_has_its_form():
    assert empty(GOLD).schema == pl.Schema(GOLD)


def test_models_are_counted_apart():
    frame = responses(("a", "p", "human"), ("a", "m", "model"), ("b", "m", "model"), ("b", "n", "model"))
    assert export(frame).by_models() == (3, 2)
    assert export(frame.head(1)).by_models() == (0, 0)


def test_parts_in_files_are_read_again_and_again_with_every_change(tmp_path):
    parts = [responses(("a", "p", "human")), responses(("b", "p", "human"))]
    paths = []
    for number, part in enumerate(parts):
        part.write_ipc(tmp_path / str(number))
        paths.append(tmp_path / str(number))
    spool = Spool(TemporaryDirectory(), tuple(paths), 2)
    it = export(parts[0], spool=spool).through(lambda part: part.with_columns(item=pl.col("item") + "!"))
    assert it.n_responses == 2
    assert (
        [part["item"].to_list() for part in it.parts()] == [["a!"], ["b!"]] == [p["item"].to_list() for p in it.parts()]
    )
    assert [part["item"].to_list() for part in spool] == [["a"], ["b"]]


def test_what_contradicts_stands_beside_and_changes_along():
    it = export(responses(("a", "p", "human")), contested=responses(("b", "p", "human")))
    assert it.n_responses == 1
    assert [part["item"].to_list() for part in it.all_parts()] == [["a"], ["b"]]
    changed = it.through(lambda part: part.with_columns(item=pl.lit("z")))
    assert [part["item"].to_list() for part in changed.all_parts()] == [["z"], ["z"]]
