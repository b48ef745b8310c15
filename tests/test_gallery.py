"""docs/_gallery.py: the sample pages come from the commands that docs/gallery.md shows."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//|url\(\s*[\"']?https?:|@import"
)


@pytest.fixture
def gallery():
    spec = importlib.util.spec_from_file_location("_gallery", ROOT / "docs" / "_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_sample_has_three_commands_a_link_and_a_small_picture(gallery):
    text = gallery.PAGE.read_text(encoding="utf-8")
    known = gallery.samples(text)
    assert list(known) == ["open-empathic", "votes", "words"]
    for name, commands in known.items():
        assert len(commands) == 3
        assert f" -o {name}.html" in commands[-1]
        assert "simulated" in commands[-1]
        assert f"](gallery/{name}.html)" in text
        picture = (ROOT / "docs" / f"gallery-{name}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < 80_000


def test_a_sample_is_made_by_its_commands_and_asks_for_nothing_from_elsewhere(gallery, tmp_path, monkeypatch):
    small = tmp_path / "gallery.md"
    shown = gallery.PAGE.read_text(encoding="utf-8")
    few = shown.replace("--items 200", "--items 20").replace("good=60,mediocre=30", "good=6,mediocre=2")
    few = few.replace("spammer=6,copier=1,drift=2 --answers 8-12", "spammer=1 --answers 3")
    small.write_text(few, encoding="utf-8")
    monkeypatch.setattr(gallery, "PAGE", small)
    assert gallery.main([str(tmp_path / "site"), "votes"]) == 0
    (page,) = (tmp_path / "site").iterdir()
    html = page.read_text(encoding="utf-8")
    assert page.name == "votes.html"
    assert "<title>One label, many voters (simulated)" in html
    assert "default-src &#39;none&#39;" in html
    assert not ELSEWHERE.findall(html)


def test_a_command_that_fails_is_told_with_what_it_said(gallery, tmp_path):
    with pytest.raises(RuntimeError, match=r"broken: echo no file >&2; false\nno file"):
        gallery.make("broken", ["echo no file >&2; false"], tmp_path)


def test_without_a_folder_the_usage_is_told(gallery, capsys):
    assert gallery.main([]) == 2
    assert "DIR" in capsys.readouterr().err
