"""`oeq serve` begins, says where, and ends; what it answers has its tests in tests/serve."""

import pytest

from oe_quality.serve.server import Server


@pytest.fixture
def interrupted(monkeypatch):
    """Servers that somebody ends by Ctrl-C at once, and what became of them."""
    ended = []

    def stop(server):
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", stop)
    monkeypatch.setattr(Server, "end", lambda server: ended.append(server.server_close()))
    monkeypatch.setattr("oe_quality.serve.desk.Desk.make", lambda desk: None)
    return ended


def test_the_address_is_data_and_the_rest_is_talk(oeq, db, interrupted):
    outcome = oeq("serve", db.parent)
    assert outcome.status == 0
    assert outcome.out.startswith("http://127.0.0.1:")
    assert "/open/" in outcome.out
    assert "it is being made" in outcome.err
    assert "Ctrl-C" in outcome.err
    assert len(interrupted) == 1


def test_without_a_study_it_says_how_to_make_one(oeq, tmp_path):
    outcome = oeq("serve", tmp_path)
    assert outcome.status == 2
    assert "oeq run" in outcome.err
