"""What a button does and what its command does leave the same store, table by table, and the same queue."""

import shutil

import duckdb
import pytest

from oe_quality.cli.main import main
from oe_quality.serve.actions import QUEUE
from tests.render.hostile import HOSTILE
from tests.render.made_up import Made

GOLD = "item,question,answer\nclip 1,mood,sad\nclip 1,arousal,4\nclip 1,tags,loud;low\nclip 2,mood,glad\n"
REASON = HOSTILE[1]


@pytest.fixture
def other(made, tmp_path):
    """A copy of the study, for the command line."""
    return shutil.copytree(made, tmp_path / "other")


@pytest.fixture
def oeq(other):
    """`oeq(command, ...)` on the copy's store."""

    def call(command, *arguments):
        with pytest.raises(SystemExit) as left:
            main([command, str(other / "quality.duckdb"), *arguments, "-q"])
        assert left.value.code == 0

    return call


def tables(folder):
    """Every table of a store, moments left out."""
    with duckdb.connect(str(folder / "quality.duckdb"), read_only=True) as store:
        names = sorted(name for (name,) in store.sql("select table_name from duckdb_tables()").fetchall())
        found = {}
        for name in names:
            columns = store.sql(f'select * from "{name}"').description
            kept = ", ".join(f'"{column[0]}"' for column in columns if not column[0].endswith("_at"))
            found[name] = sorted(store.sql(f'select {kept} from "{name}"').fetchall(), key=repr) if kept else []
    return found


def test_a_store_is_the_same_after_the_same_decisions(call, folder, oeq, other, tmp_path):
    before = tables(folder)
    assert before == tables(other)
    call.post("exclude", annotator="elk-012", reason=REASON, sure=True)
    oeq("exclude", "elk-012", "--reason", REASON, "--yes")
    out = tables(folder)
    assert out == tables(other) != before
    call.post("include", annotator="elk-012", reason="asked")
    oeq("include", "elk-012", "--reason", "asked", "--yes")
    back = tables(folder)
    assert back == tables(other)
    assert back not in (before, out)
    call.post("sent", annotator="yak-555", kind="word", about="speed")
    oeq("messages", "--wrote", "yak-555", "--about", "speed")
    wrote = tables(folder)
    assert wrote == tables(other) != back
    call.post("gold", item="clip 1", question="mood", labels=["sad"], by="ann")
    call.post("gold", item="clip 1", question="arousal", value=4, by="ann")
    call.post("gold", item="clip 1", question="tags", labels=["loud", "low"], by="ann")
    call.post("gold", item="clip 2", question="mood", labels=["glad"], by="ann")
    (tmp_path / "gold.csv").write_text(GOLD)
    oeq("gold", "add", str(tmp_path / "gold.csv"), "--by", "ann")
    assert tables(folder) == tables(other) != wrote


def test_a_queue_is_the_same_for_every_tool_of_text(call, folder, oeq, other, monkeypatch):
    asked = []

    def relabel(store, question, *, n, seed, **_):
        asked.append((question, n, seed))
        return Made("mood", ["glad", "sad"], ["clip 1", "clip 2"], ["g"]).queue()

    monkeypatch.setattr("oe_quality.serve.actions.relabel", relabel)
    monkeypatch.setattr("oe_quality.analysis.planning.relabel.relabel", relabel)
    for tool in ("csv", "label-studio"):
        told = call.post("queue", tool=tool, question="mood")
        assert told.status == 200, told.text
        place = other / ("q.csv" if tool == "csv" else f"q-{tool}")
        oeq("relabel", "--question", "mood", "--to", tool, "-o", str(place))
        made = next(one for one in folder.glob("queue-*") if told.json["said"].endswith(f" {one}."))
        if place.is_file():
            assert made.read_bytes() == place.read_bytes()
        else:
            files = {one.name: one.read_bytes() for one in made.iterdir()}
            assert files == {one.name: one.read_bytes() for one in place.iterdir()}
    assert asked == 4 * [("mood", QUEUE, 0)]
