"""What a release needs before any work is done: a licence, a version, a key outside, answers for `--strict`."""

import re
from pathlib import Path

import pytest

from oe_quality.config import CardConfig
from oe_quality.render.release.card_fields import FIELDS

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def settings(tmp_path):
    """An oeq.toml that answers every question."""
    path = tmp_path / "oeq.toml"
    lines = ['[release]\nname = "Moods *of* melodies"\nauthors = ["A. Author"]\n[release.card]']
    path.write_text("\n".join([*lines, *(f'{field.key} = "Answer: {field.key}"' for field in FIELDS)]) + "\n")
    return path


def test_the_fields_are_those_of_the_settings():
    assert [field.key for field in FIELDS] == list(CardConfig.__dataclass_fields__)


def test_strict_fails_on_open_questions_and_names_them(made, call, tmp_path, capsys):
    assert call(made("moods").store, tmp_path / "v1", "--strict") == 1
    assert "motivation" in capsys.readouterr().err
    assert not (tmp_path / "v1").exists()
    card = (made("moods").folder / "README.md").read_text()
    assert card.count("**TODO(maintainer):**") == len(FIELDS)


def test_strict_passes_once_they_are_answered(made, call, tmp_path, settings):
    assert call(made("moods").store, tmp_path / "v1", "--strict", "--config", settings) == 0
    card = (tmp_path / "v1" / "README.md").read_text()
    assert "TODO" not in card
    assert "Answer: pay" in card
    assert "# Moods \\*of\\* melodies" in card
    assert 'pretty_name: "Moods *of* melodies"' in card
    assert "A. Author" in (tmp_path / "v1" / "CITATION.cff").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version", "1.2"], "is no version"),
        (["--license", "GPL-17"], "is no licence known here"),
        (["--question", "moood"], "moood"),
        (["--demographics", "height"], "height"),
    ],
)
def test_what_cannot_be_is_said(made, call, tmp_path, capsys, arguments, said):
    assert call(made("moods").store, tmp_path / "v1", *arguments) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_no_key_and_a_key_in_the_repository_are_refused(made, call, tmp_path, capsys, monkeypatch):
    for name in ("OEQ_PSEUDONYM_KEY", "OEQ_KEY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no folder"))
    assert call(made("moods").store, tmp_path / "v1") == 2
    assert "no pseudonym key" in capsys.readouterr().err
    (tmp_path / ".git").mkdir()
    (tmp_path / "key").write_text("a secret for these tests alone")
    (tmp_path / "key").chmod(0o600)
    assert call(made("moods").store, tmp_path / "v1", "--key-file", tmp_path / "key") == 2
    assert "published or shared" in capsys.readouterr().err


def test_the_page_speaks_of_the_data_and_not_of_single_annotators(tmp_path, monkeypatch):
    from oe_quality.cli.main import main
    from oe_quality.loading import load
    from oe_quality.store import open_store

    store = tmp_path / "q.duckdb"
    load(store, ROOT / "examples" / "tidy" / "moods.csv")
    with open_store(store, read_only=False) as opened:
        aliases = opened.annotators()["alias"].to_list()
        opened.exclude(aliases[0], "left early")
    monkeypatch.setenv("OEQ_PSEUDONYM_KEY", "a secret for these tests alone")
    words = ["release", store, "-o", tmp_path / "v1", "--version", "1.0.0", "--license", "CC0-1.0", "-q"]
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    assert left.value.code == 0
    page = (tmp_path / "v1" / "report.html").read_text()
    assert "Agreement" in page
    assert "1 annotator left out of everything here by a maintainer." in page
    assert 'id="annotators"' not in page
    # The hints in empty fields are the same in every page.
    own = re.sub(r"<(style|script)>.*?</\1>|placeholder=\"[^\"]*\"", "", page, flags=re.DOTALL)
    beside = [path for path in (tmp_path / "v1").iterdir() if path.suffix in (".md", ".json", ".cff")]
    texts = [own, *(path.read_text() for path in beside)]
    for alias in aliases:
        assert not any(re.search(rf"\b{re.escape(alias)}\b", text) for text in texts), alias
