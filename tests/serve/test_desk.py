"""The page made anew: from a copy, beside all else, and stopped when the server ends."""

import json
import time
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from oe_quality.config import Config
from oe_quality.errors import InputError, UsageError
from oe_quality.render.report.build import data_folder
from oe_quality.render.report.recipe import Recipe
from oe_quality.serve import desk as desks
from oe_quality.serve.desk import PAGE, STORE, Desk


@pytest.fixture
def desk(folder):
    return Desk(folder, Config())


def waited(desk):
    desk._worker.join(20)
    return desk.making


def test_a_page_is_made_of_a_copy_and_is_as_old_as_it(desk, monkeypatch, folder):
    def study(store, **told):
        told["progress"]("looking", 1, 2)
        assert desk.making.stage == "looking (1 of 2)"
        with pytest.raises(UsageError, match="already"):
            desk.make()
        with pytest.raises(UsageError, match="being made"):
            desk.idle()
        with desk.store(read_only=False) as own:
            own.exclude("elk-012", "meanwhile")
        return store.info().n_items

    written = []
    monkeypatch.setattr(desks, "study", study)
    monkeypatch.setattr(desks, "refuse_to_replace_page", lambda *_, **__: None)
    monkeypatch.setattr(desks, "write_report", lambda found, place, **told: written.append((found, place, told)))
    desk.make()
    assert waited(desk) == desks.Making()
    said = {"recipe": Recipe(), "moved": None, "command": "oeq serve", "force": True}
    assert written == [(6, folder / PAGE, said)]
    assert desk.stale(), "somebody was left out after the copy was taken"
    assert {path.name for path in folder.iterdir()} <= {STORE, PAGE}


def test_a_page_is_made_anew_as_it_was_made(desk, monkeypatch, folder):
    recipe = Recipe("Mine", names=True, baseline="../then.duckdb", with_models=("gpt",), each_model=True)
    numbers = data_folder(folder / PAGE)
    numbers.mkdir()
    (numbers / "index.json").write_text(json.dumps({"made": recipe.to_dict()}))
    heard, sides, told = [], [], {}
    monkeypatch.setattr(desks, "study", lambda store, **wishes: told.update(wishes))
    monkeypatch.setattr(desks, "with_models", lambda store, names, **how: heard.append((names, how)) or nullcontext())
    monkeypatch.setattr(desks, "open_side", lambda place, **how: sides.append(place) or place.name)
    moved = SimpleNamespace(flips=(SimpleNamespace(item="clip 1"),))
    monkeypatch.setattr(desks, "compare", lambda before, now: sides.append((before, now)) or moved)
    monkeypatch.setattr(desks, "refuse_to_replace_page", lambda *_, **__: None)
    monkeypatch.setattr(desks, "write_report", lambda found, place, **wishes: told.update(wishes))
    desk.make()
    assert waited(desk) == desks.Making()
    assert told["names"] is True
    assert told["recipe"] == recipe
    assert told["moved"] is moved
    assert told["flipped"] == ["clip 1"]
    assert sides[-1] == ("then.duckdb", STORE)
    assert heard == [(("gpt",), {"each": True, "seed": 0})]
    assert sides[0] == folder / "../then.duckdb"


def test_why_it_was_not_made_is_said(desk, monkeypatch):
    def study(store, **told):
        raise InputError("no such section")

    monkeypatch.setattr(desks, "study", study)
    monkeypatch.setattr(desks, "refuse_to_replace_page", lambda *_, **__: None)
    desk.make()
    assert waited(desk).failed == "no such section"


def test_the_end_stops_it(desk, monkeypatch, folder):
    def study(store, **told):
        while True:
            told["progress"]("looking", 0, 0)
            time.sleep(0.01)

    monkeypatch.setattr(desks, "study", study)
    monkeypatch.setattr(desks, "refuse_to_replace_page", lambda *_, **__: None)
    desk.make()
    desk.end()
    assert not desk._worker.is_alive()
    assert {path.name for path in folder.iterdir()} == {STORE, PAGE}


def test_without_a_page_there_is_none_and_its_age_is_unknown(desk):
    assert not desk.stale()
    desk.page.unlink()
    assert desk.html() is None
    assert desk.made() is None
    assert desk.stale()
