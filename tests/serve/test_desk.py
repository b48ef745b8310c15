"""The page made anew: from a copy, beside all else, and stopped when the server ends."""

import time

import pytest

from oe_quality.config import Config
from oe_quality.errors import InputError, UsageError
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
    assert written == [(6, folder / PAGE, {"command": "oeq serve", "force": True})]
    assert desk.stale(), "somebody was left out after the copy was taken"
    assert {path.name for path in folder.iterdir()} <= {STORE, PAGE}


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
